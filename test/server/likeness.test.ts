import { distanceBetween, SafeUploadError } from '@safeupload/sdk/core';
import { type Actor, defaultServerPolicy, type Measurer } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHashStore, type NearHash } from '../../packages/server/src/likeness/hash-store.js';
import { wordsOf } from '../../packages/server/src/likeness/hash-words.js';
import { bridge } from './support/blend.js';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

const { matchDistance } = defaultServerPolicy.fingerprints;
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };

const real = createMeasurer({ processes: 1 });
let broken = false;
/** The real measurer, which a test may break. */
const measurer: Measurer = {
  async measure(bytes, header, options) {
    if (broken) throw new SafeUploadError('decode-timeout', 'broken', { details: { queueFull: true } });
    return real.measure(bytes, header, options);
  },
  dispose: () => real.dispose(),
};

let room: Room;
beforeAll(async () => {
  room = await openRoom({ measurer });
});
afterAll(async () => {
  await room.dispose();
  await real.dispose();
});

let count = 0;
async function send(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  count += 1;
  const device = await openDevice(room, room.member(`member-${count}`, { tier: 'trusted' }));
  return String((await device.send(bytes)).body.uploadId);
}

async function sendUnmeasured(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  count += 1;
  const device = await openDevice(room, room.member(`member-${count}`, { tier: 'trusted' }));
  const token = await device.ticket(bytes);
  broken = true;
  const { body } = await device.upload(bytes, token).finally(() => {
    broken = false;
  });
  room.errors.splice(0);
  expect(body.outcome).toBe('held');
  return String(body.uploadId);
}

async function clusterOf(uploadId: string): Promise<string | null> {
  const { rows } = await room.client.query<{ cluster_id: string | null }>(
    'select cluster_id from uploads where id = $1',
    [uploadId],
  );
  return rows[0]?.cluster_id ?? null;
}

const reasonsOf = async (uploadId: string) => {
  const { rows } = await room.client.query<{ reasons: { code: string }[] }>(
    'select reasons from uploads where id = $1',
    [uploadId],
  );
  return rows[0]?.reasons.map(({ code }) => code) ?? [];
};

const edited = async (bytes: Uint8Array, edit: (picture: Sharp) => Sharp) =>
  new Uint8Array(await edit(sharp(bytes)).toBuffer());

describe('the store of hashes', () => {
  /** Numbers in [0, 2³²) that are the same each time (xorshift32). */
  function numbersFrom(seed: number): () => number {
    let state = seed;
    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 0;
    };
  }
  const next = numbersFrom(20_261);
  const randomHash = () => Array.from({ length: 8 }, () => next().toString(16).padStart(8, '0')).join('');
  /** The hash with this many bits turned. */
  function turned(hash: string, bits: number): string {
    const digits = [...hash].map((digit) => Number.parseInt(digit, 16));
    const places = new Set<number>();
    while (places.size < bits) places.add(next() % 256);
    for (const place of places) digits[place >> 2] = (digits[place >> 2] ?? 0) ^ (1 << (place & 3));
    return digits.map((digit) => digit.toString(16)).join('');
  }
  const found = (store: ReturnType<typeof createHashStore>, hash: string, distance: number, after = 0) => {
    const likenesses: NearHash[] = [];
    store.near(wordsOf(hash), distance, after, (likeness) => likenesses.push(likeness));
    return likenesses.map((likeness) => `${likeness.owner} ${likeness.distance}`).sort();
  };

  test.each([0, 15, 31, 32, 40])('finds exactly what lies within %i bits, each once', (distance) => {
    const store = createHashStore();
    const asked = Array.from({ length: 20 }, randomHash);
    const kept = Array.from({ length: 4000 }, (_, index) => {
      const near = asked[index % 40];
      return near === undefined ? randomHash() : turned(near, index % 61);
    });
    kept.forEach((hash, index) => {
      store.add({ id: index + 1, owner: `u${index + 1}`, hash, at: index, isFirst: index % 2 === 0 });
    });
    let all = 0;
    for (const hash of asked) {
      for (const after of [0, 2500]) {
        const expected = kept
          .map((other, index) => ({ id: index + 1, apart: distanceBetween(hash, other) }))
          .filter(({ id, apart }) => id > after && apart <= distance)
          .map(({ id, apart }) => `u${id} ${apart}`);
        all += expected.length;
        expect(found(store, hash, distance, after)).toEqual(expected.sort());
      }
    }
    expect(all).toBeGreaterThan(20);
  });

  test('lets go what is old or too much, also while it grows, and takes nothing twice', () => {
    const store = createHashStore();
    const hashes = Array.from({ length: 10_000 }, randomHash);
    hashes.forEach((hash, index) => {
      store.add({ id: index + 1, owner: `u${index + 1}`, hash, at: index, isFirst: false });
      store.forget(index - 3000, 2000);
    });
    expect(store.size()).toBe(2000);
    expect(store.newestId()).toBe(10_000);
    for (const [index, hash] of hashes.entries()) {
      expect(found(store, hash, 31)).toEqual(index < 8000 ? [] : [`u${index + 1} 0`]);
    }
    store.add({ id: 10_000, owner: 'again', hash: hashes[0] ?? '', at: 20_000, isFirst: false });
    expect(found(store, hashes[0] ?? '', 31)).toEqual([]);
    store.forget(9990, 2000);
    expect(store.size()).toBe(10);
  });
});

describe('groups of pictures that look alike', () => {
  test('hold re-encoded, turned, mirrored and inverted copies of all accounts, and nothing else', async () => {
    const picture = await paint(501, 'png', { width: 320, height: 240 });
    const first = await send(picture);
    expect(await clusterOf(first)).toBe(first);
    const edits: ((picture: Sharp) => Sharp)[] = [
      (one) => one.jpeg({ quality: 70 }),
      (one) => one.webp({ quality: 75 }),
      (one) => one.resize({ width: 300 }).png(),
      (one) => one.flop().jpeg({ quality: 85 }),
      (one) => one.rotate(90).jpeg({ quality: 85 }),
      (one) => one.flip().rotate(270).jpeg({ quality: 85 }),
      (one) => one.removeAlpha().negate().jpeg({ quality: 90 }),
    ];
    for (const edit of edits) expect(await clusterOf(await send(await edited(picture, edit)))).toBe(first);
    expect(await clusterOf(await send(picture))).toBe(first);
    const other = await send(await paint(502));
    expect(await clusterOf(other)).toBe(other);
  });

  test('two copies that are stored side by side end in one group, in one process or in two', async () => {
    const another = await room.another();
    for (const seed of [511, 512, 513]) {
      const picture = await paint(seed, 'png', { width: 320, height: 240 });
      const mirrored = await edited(picture, (one) => one.flop().jpeg({ quality: 80 }));
      const order = { tier: 'trusted', context: 'post' } as const;
      const [one, other, third] = await Promise.all([
        room.verifier.screen(picture, { ...order, accountId: `a-${seed}` }),
        another.screen(mirrored, { ...order, accountId: `b-${seed}` }),
        room.verifier.screen(mirrored, { ...order, accountId: `c-${seed}` }),
      ]);
      const clusters = await Promise.all([one, other, third].map(({ uploadId }) => clusterOf(uploadId)));
      expect(new Set(clusters).size).toBe(1);
      expect([one, other, third].map(({ uploadId }) => uploadId)).toContain(clusters[0]);
    }
    await another.dispose();
  });

  test('a picture between two groups joins one and merges nothing', async () => {
    const [near, far, between] = await bridge(521, 522, matchDistance);
    const first = await send(near.bytes);
    const second = await send(far.bytes);
    expect(await clusterOf(second)).toBe(second);
    // It is nearer to the second.
    const third = await send(between.bytes);
    expect(await clusterOf(third)).toBe(second);
    expect(await clusterOf(first)).toBe(first);
    expect(await clusterOf(await send(await edited(near.bytes, (one) => one.jpeg({ quality: 90 }))))).toBe(first);
  });

  test('nobody stands before a rejected picture with one a little nearer', async () => {
    const [near, far, between] = await bridge(531, 532, matchDistance);
    const rejected = await send(near.bytes);
    await room.verifier.hide({ uploadId: rejected, by: moderator });
    await room.verifier.decideHold({ uploadId: rejected, action: 'reject', by: moderator });
    const decoy = await send(far.bytes);
    expect(await clusterOf(decoy)).toBe(decoy);
    const copy = await send(between.bytes);
    expect(await clusterOf(copy)).toBe(rejected);
    expect(await room.verifier.status(copy)).toMatchObject({ outcome: 'held' });
    expect(await reasonsOf(copy)).toContain('like-rejected');
  });

  test('what looks like a rejected picture waits, also where that was not the first of its group', async () => {
    const [near, far, between] = await bridge(541, 542, matchDistance);
    const first = await send(near.bytes);
    const rejected = await send(between.bytes);
    expect(await clusterOf(rejected)).toBe(first);
    await room.verifier.takedown({ uploadId: rejected, by: moderator });
    const third = await send(far.bytes);
    expect(await clusterOf(third)).toBe(third);
    expect(await reasonsOf(third)).toContain('like-rejected');
    expect(await room.verifier.status(third)).toMatchObject({ outcome: 'held' });
  });

  test('a process that starts later knows what is there', async () => {
    const picture = await paint(551, 'png', { width: 320, height: 240 });
    const first = await send(picture);
    const another = await room.another();
    const turned = await edited(picture, (one) => one.rotate(180).webp({ quality: 80 }));
    const { uploadId } = await another.screen(turned, { accountId: 'late', tier: 'trusted', context: 'post' });
    expect(await clusterOf(uploadId)).toBe(first);
    await another.dispose();
  });

  test('a month later only exact copies find the group, and the fingerprints are gone', async () => {
    const picture = await paint(561, 'png', { width: 320, height: 240 });
    const copy = await edited(picture, (one) => one.jpeg({ quality: 80 }));
    const first = await send(picture);
    room.advance(defaultServerPolicy.likeness.window - 60_000);
    expect(await clusterOf(await send(copy))).toBe(first);
    room.advance(120_000);
    await room.verifier.reap();
    const kept = await room.client.query('select 1 from fingerprints where upload_id = $1', [first]);
    expect(kept.rows).toEqual([]);
    const anew = await send(await edited(picture, (one) => one.jpeg({ quality: 85 })));
    expect(await clusterOf(anew)).toBe(anew);
    expect(await clusterOf(await send(picture))).toBe(first);
  });
});

describe('a picture that could not be measured when it came', () => {
  test('is grouped by exact copies; measured later, it joins the group it looks like', async () => {
    const picture = await paint(601, 'png', { width: 320, height: 240 });
    const first = await send(picture);
    const copy = await edited(picture, (one) => one.flop().jpeg({ quality: 80 }));
    const late = await sendUnmeasured(copy);
    expect(await clusterOf(late)).toBe(late);
    room.advance(120_000);
    await room.verifier.reap();
    expect(await clusterOf(late)).toBe(first);
    const { rows } = await room.client.query('select 1 from fingerprints where upload_id = $1', [late]);
    expect(rows).toHaveLength(1);
  });

  test('stays with its exact copies, which are its group, and is told apart from nothing', async () => {
    const picture = await paint(611, 'png', { width: 320, height: 240 });
    const late = await sendUnmeasured(picture);
    // Found by its digest alone; from now on the group has fingerprints.
    const exact = await send(picture);
    expect(await clusterOf(exact)).toBe(late);
    const near = await send(await edited(picture, (one) => one.rotate(90).jpeg({ quality: 80 })));
    expect(await clusterOf(near)).toBe(late);
    await room.verifier.look({ uploadId: late, by: moderator, size: 'small' });
    expect(await clusterOf(late)).toBe(late);
  });

  test('says that it looks like a rejected one', async () => {
    const picture = await paint(621, 'png', { width: 320, height: 240 });
    const rejected = await send(picture);
    await room.verifier.takedown({ uploadId: rejected, by: moderator });
    const late = await sendUnmeasured(await edited(picture, (one) => one.jpeg({ quality: 60 })));
    expect(await reasonsOf(late)).not.toContain('like-rejected');
    await room.verifier.look({ uploadId: late, by: moderator, size: 'small' });
    expect(await reasonsOf(late)).toContain('like-rejected');
    expect(await clusterOf(late)).toBe(rejected);
  });
});

test('flat pictures, which all look alike, are no group', async () => {
  const flat = (grey: number) =>
    sharp({ create: { width: 200, height: 200, channels: 3, background: { r: grey, g: grey, b: grey } } })
      .png()
      .toBuffer()
      .then((png) => new Uint8Array(png));
  const one = await send(await flat(90));
  const other = await send(await flat(91));
  expect(await clusterOf(one)).toBe(one);
  expect(await clusterOf(other)).toBe(other);
});

test('nothing went wrong unseen', () => {
  expect(room.errors).toEqual([]);
  expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
});
