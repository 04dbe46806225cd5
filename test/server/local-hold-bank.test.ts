import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor, BlobStore, Tier, Verifier } from '@safeupload/server';
import { directoryBlobs } from '@safeupload/server/node';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bridge } from './support/blend.js';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const second: Actor = { accountId: 'milo', roles: ['moderator'] };
const dayMs = 86_400_000;

let room: Room;
beforeAll(async () => {
  room = await openRoom({ banks: [{ name: 'block', meaning: 'block', severe: false, disclosable: false }] });
});
afterAll(() => room.dispose());
// What one test confirmed raises levels for the next hours: each test is a week of its own.
beforeEach(() => room.advance(8 * dayMs));

let seed = 8000;
let accounts = 0;
const account = (name = 'member') => `${name}-${++accounts}`;
const picture = () => paint(++seed, 'png', { width: 320, height: 240 });

interface Sent {
  readonly uploadId: string;
  readonly accountId: string;
}

async function send(bytes: Uint8Array<ArrayBuffer>, tier: Tier = 'trusted'): Promise<Sent & { outcome: unknown }> {
  const accountId = account();
  const { body } = await (await openDevice(room, room.member(accountId, { tier }))).send(bytes);
  return { uploadId: String(body.uploadId), accountId, outcome: body.outcome };
}

async function attach({ uploadId, accountId }: Sent, verifier: Verifier = room.verifier) {
  const target = { context: 'post', id: `post-${uploadId}` } as const;
  const [attached] = await verifier.attach({ uploadIds: [uploadId], accountId, target });
  return attached;
}

async function shown(bytes: Uint8Array<ArrayBuffer>, tier: Tier = 'trusted') {
  const sent = await send(bytes, tier);
  const attached = await attach(sent);
  expect(attached?.outcome).toBe('allowed');
  return { ...sent, address: attached?.pictures[0]?.address ?? '' };
}

const edits: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  're-encoded': (one) => one.jpeg({ quality: 70 }),
  mirrored: (one) => one.flop().jpeg({ quality: 85 }),
  turned: (one) => one.rotate(90).webp({ quality: 80 }),
  smaller: (one) => one.resize({ width: 300 }).jpeg({ quality: 85 }),
};
const edited = async (bytes: Uint8Array, name: keyof typeof edits) =>
  new Uint8Array(await (edits[name] ?? ((one: Sharp) => one))(sharp(bytes)).toBuffer());

const served = async (address: string) => (await room.send(address, null)).status;
const place = async (uploadId: string) => {
  const { outcome, state } = await room.verifier.status(uploadId);
  return `${outcome} ${state}`;
};
const column = async (uploadId: string, name: 'hidden_by' | 'cluster_id' | 'reasons') => {
  const { rows } = await room.client.query<Record<string, unknown>>(`select ${name} from uploads where id = $1`, [
    uploadId,
  ]);
  return rows[0]?.[name];
};
const reasonsOf = async (uploadId: string) => JSON.stringify(await column(uploadId, 'reasons'));
const entries = async () =>
  (await room.verifier.banks.list()).find(({ name }) => name === 'local-hold')?.entries ?? Number.NaN;
const hide = ({ uploadId }: Sent) => room.verifier.hide({ uploadId, by: volunteer });
const reject = ({ uploadId }: Sent, bank = true) =>
  room.verifier.decideHold({ uploadId, action: 'reject', bank, by: moderator });
const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );

describe('rejecting onto the local hold bank', () => {
  test('hides every copy that is public in the same press, makes drafts wait, and touches nothing else', async () => {
    const original = await picture();
    const bad = await shown(original);
    const copies: Awaited<ReturnType<typeof shown>>[] = [];
    for (const name of Object.keys(edits)) copies.push(await shown(await edited(original, name)));
    copies.push(await shown(original));
    const draft = await send(await edited(original, 'mirrored'));
    const other = await shown(await picture());
    await hide(bad);
    for (const copy of copies) expect(await served(copy.address)).toBe(200);
    const before = await entries();

    await reject(bad);
    expect(await place(bad.uploadId)).toBe('allowed takenDown');
    for (const copy of copies) {
      expect(await served(copy.address)).toBe(404);
      expect(await place(copy.uploadId)).toBe('allowed hidden');
      expect(await column(copy.uploadId, 'hidden_by')).toBe('likeness');
    }
    expect(await place(draft.uploadId)).toBe('held unattached');
    expect(await attach(draft)).toMatchObject({ outcome: 'held', pictures: [], receipt: null });
    expect(await served(other.address)).toBe(200);
    expect(await entries()).toBe(before + 2);
    const { rows } = await room.client.query('select * from audit_log order by seq desc limit 1');
    expect(rows[0]).toMatchObject({
      by_account_id: 'mona',
      action: 'bank-added',
      subject: 'local-hold',
      details: { uploadId: bad.uploadId, pictures: 1, entries: 2, hidden: copies.length, held: 1 },
    });
    await vi.waitFor(() => {
      const told = room.events.find(({ uploadId }) => uploadId === copies[0]?.uploadId);
      expect(told).toMatchObject({ type: 'hidden', by: 'mona', purge: expect.arrayContaining([copies[0]?.address]) });
    });
    // They stand in the group's row, at the top of the desk, and a person shows again what was no copy.
    const desk = await room.verifier.desk({ lane: 'ordinary', groupBy: 'likeness', by: volunteer });
    const group = desk.groups.find(({ id }) => id === bad.uploadId);
    expect(group).toMatchObject({ urgent: true, waiting: copies.length + 1 });
    expect(group?.rows[0]?.reasons.join(' ')).toMatch(/looks like a picture that a person rejected/);
    const [first] = copies;
    expect(await codeThrown(room.verifier.undo({ uploadId: first?.uploadId ?? '', by: moderator }))).toBe(
      'wrong-state',
    );
    await room.verifier.decideHold({ uploadId: first?.uploadId ?? '', action: 'release', by: moderator });
    expect(await served(first?.address ?? '')).toBe(200);
  });

  test('later copies wait, whoever sends them and even to the byte; they wake nobody, and people alone release them', async () => {
    const original = await picture();
    const bad = await send(original, 'new');
    await reject(bad);
    const hits = async () => (await room.client.query('select id from breaker_events')).rows.length;
    const before = await hits();
    for (const bytes of [original, await edited(original, 'mirrored'), await edited(original, 're-encoded')]) {
      const copy = await send(bytes);
      expect(copy.outcome).toBe('held');
      expect(await column(copy.uploadId, 'cluster_id')).toBe(bad.uploadId);
      expect(await reasonsOf(copy.uploadId)).toMatch(/local-hold/);
    }
    expect(await hits()).toBe(before);
    const [refused] = (await room.client.query('select id from uploads where outcome = $1', ['refused'])).rows;
    expect(refused).toBeUndefined();
    // Only what stands on a block bank by its digest is refused.
    await room.verifier.banks.add({ bank: 'block', bytes: original });
    expect((await send(original)).outcome).toBe('refused');
    expect((await send(await edited(original, 'smaller'))).outcome).toBe('held');
  });

  test('without the bank nothing public is hidden, and later copies wait all the same', async () => {
    const original = await picture();
    const bad = await shown(original);
    const copy = await shown(await edited(original, 'mirrored'));
    await hide(bad);
    const before = await entries();
    await reject(bad, false);
    expect(await served(copy.address)).toBe(200);
    expect(await entries()).toBe(before);
    const later = await send(await edited(original, 'turned'));
    expect(later.outcome).toBe('held');
    expect(await reasonsOf(later.uploadId)).toMatch(/like-rejected/);
  });

  test('a copy of the copy, in a group of its own, is hidden too', async () => {
    const [near, far, between] = await bridge(541, 542, 31);
    const first = await shown(near.bytes);
    const middle = await shown(between.bytes);
    // Mirrored: found by the orientations that were kept of the middle one.
    const last = await shown(await edited(far.bytes, 'mirrored'));
    expect(await column(middle.uploadId, 'cluster_id')).toBe(first.uploadId);
    expect(await column(last.uploadId, 'cluster_id')).toBe(last.uploadId);
    await hide(middle);
    await reject(middle);
    expect(await place(first.uploadId)).toBe('allowed hidden');
    expect(await place(last.uploadId)).toBe('allowed hidden');
  });

  test('a flat picture goes on by its digest alone, and hides only itself', async () => {
    const flat = (grey: number) =>
      sharp({ create: { width: 200, height: 200, channels: 3, background: { r: grey, g: grey, b: 90 } } })
        .png()
        .toBuffer()
        .then((png) => new Uint8Array(png));
    const bad = await shown(await flat(90));
    const exact = await shown(await flat(90));
    const other = await shown(await flat(92));
    const before = await entries();
    await room.verifier.takedown({ uploadId: bad.uploadId, bank: true, by: moderator });
    expect(await entries()).toBe(before + 1);
    expect(await served(exact.address)).toBe(404);
    expect(await served(other.address)).toBe(200);
  });

  test('a whole group or account is rejected onto it in one press', async () => {
    const original = await picture();
    const first = await shown(original);
    const hidden = await shown(await edited(original, 'mirrored'));
    const copy = await shown(await edited(original, 'turned'));
    await hide(first);
    await hide(hidden);
    const before = await entries();
    const pressed = await room.verifier.decideGroup({
      kind: 'likeness',
      id: first.uploadId,
      lane: 'ordinary',
      action: 'reject',
      bank: true,
      by: moderator,
    });
    expect([...pressed.uploadIds].sort()).toEqual([first.uploadId, hidden.uploadId].sort());
    expect(pressed).toMatchObject({ hidden: 1, held: 0, left: 0 });
    expect(await served(copy.address)).toBe(404);
    expect(await entries()).toBe(before + 4);
  });
});

describe('what only the safety officer looks at', () => {
  const officer: Actor = { accountId: 'otto', roles: ['safety'] };
  const lanes = async (uploadId: string) => {
    const found: string[] = [];
    for (const lane of ['ordinary', 'severe'] as const) {
      const { groups } = await room.verifier.desk({ lane, groupBy: 'likeness', by: officer });
      if (groups.some(({ rows }) => rows.some((row) => row.uploadId === uploadId))) found.push(lane);
    }
    return found;
  };

  test('takes its copies along: those that come later, those that are public, those that are drafts', async () => {
    const original = await picture();
    const bad = await shown(original, 'known');
    const copy = await shown(await edited(original, 'mirrored'));
    const draft = await send(await edited(original, 'turned'));
    // A member says that it shows a child: nobody but the safety officer looks, though no list knows it.
    await room.verifier.report({ uploadId: bad.uploadId, accountId: account(), reason: 'child', tier: 'trusted' });
    expect(await lanes(bad.uploadId)).toEqual(['severe']);
    const during = await send(await edited(original, 're-encoded'), 'known');
    expect(during.outcome).toBe('held');
    expect(await lanes(during.uploadId)).toEqual(['severe']);
    await room.verifier.decideHold({ uploadId: bad.uploadId, action: 'reject', bank: true, by: officer });
    const later = await send(await edited(original, 'smaller'));
    for (const { uploadId } of [copy, draft, later]) {
      expect(await lanes(uploadId)).toEqual(['severe']);
      expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'small' }))).toBe('role-missing');
    }
  });

  test('takes nothing along once it was released', async () => {
    const original = await picture();
    const honest = await shown(original, 'known');
    await room.verifier.report({ uploadId: honest.uploadId, accountId: account(), reason: 'child', tier: 'trusted' });
    await room.verifier.decideHold({ uploadId: honest.uploadId, action: 'release', by: officer });
    const copy = await send(await edited(original, 'mirrored'), 'new');
    expect(copy.outcome).toBe('held');
    expect(await lanes(copy.uploadId)).toEqual(['ordinary']);
  });
});

describe('at the same moment', () => {
  test('copies that are stored and attached while the press runs are not public afterwards', async () => {
    const another = await room.another();
    for (let round = 0; round < 3; round++) {
      const original = await picture();
      const bad = await shown(original);
      await hide(bad);
      const names = Object.keys(edits);
      const storing = names.map(async (name, index) => {
        const verifier = index % 2 === 0 ? room.verifier : another;
        const accountId = account();
        const bytes = await edited(original, name);
        const order = { accountId, tier: 'trusted', context: 'post' } as const;
        const { uploadId } = await verifier.screen(bytes, order);
        await attach({ uploadId, accountId }, verifier);
        return uploadId;
      });
      await storing[round];
      const [, ...copies] = await Promise.all([reject(bad), ...storing]);
      for (const uploadId of copies) {
        expect((await room.verifier.picturesOf([uploadId])).get(uploadId)?.pictures).toEqual([]);
      }
    }
    await another.dispose();
  });

  test('a copy that was told by no bank before the press, and is stored after it, waits', async () => {
    // Stops between the question to the banks and the storing, where the blobs are written.
    let reached = (): void => undefined;
    let goOn = (): void => undefined;
    const atBlobs = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const inner = directoryBlobs(`${room.directory}/blobs`);
    const blobs: BlobStore = {
      ...inner,
      async put(key, bytes) {
        reached();
        await mayGoOn;
        return inner.put(key, bytes);
      },
    };
    const slow = await room.another({ blobs });
    const [near, far, between] = await bridge(551, 554, 31);
    await shown(near.bytes);
    // Not the first of its group: the copy will found a group that nobody rejected anything of.
    const bad = await shown(between.bytes);
    await hide(bad);
    const accountId = account();
    const storing = slow.screen(far.bytes, { accountId, tier: 'trusted', context: 'post' });
    await atBlobs;
    await reject(bad);
    goOn();
    const { uploadId, outcome } = await storing;
    expect(outcome).toBe('held');
    expect(await column(uploadId, 'cluster_id')).toBe(uploadId);
    expect(await reasonsOf(uploadId)).toBe('[{"code":"like-rejected"}]');
    await slow.dispose();
  });

  test('what fails in the middle leaves nothing of itself', async () => {
    const original = await picture();
    const bad = await shown(original);
    const copy = await shown(await edited(original, 'mirrored'));
    await hide(bad);
    const before = await entries();
    // The last step of the press.
    await room.client.query(
      `create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`,
    );
    await room.client.query('create trigger failing before insert on audit_log execute function fail()');
    expect(await codeThrown(reject(bad))).not.toBe('nothing thrown');
    await room.client.query('drop trigger failing on audit_log');
    expect(await place(bad.uploadId)).toBe('allowed hidden');
    expect(await served(copy.address)).toBe(200);
    expect(await entries()).toBe(before);
    await reject(bad);
    expect(await served(copy.address)).toBe(404);
  });

  test('a copy behind the curtain does not come back with it', async () => {
    const original = await picture();
    const bad = await shown(original, 'known');
    const copy = await shown(await edited(original, 'mirrored'), 'known');
    const other = await shown(await picture(), 'known');
    await room.verifier.curtain.up({ by: volunteer });
    for (const { address } of [bad, copy, other]) expect(await served(address)).toBe(404);
    await reject(bad);
    expect(await column(copy.uploadId, 'hidden_by')).toBe('likeness');
    room.advance(2 * dayMs);
    await room.verifier.reap();
    expect(await served(other.address)).toBe(200);
    expect(await served(copy.address)).toBe(404);
  });
});

describe('undone', () => {
  test('its entries go; what was hidden for it stays until a person has looked; later copies are as free as before', async () => {
    const original = await picture();
    const bad = await shown(original);
    const copy = await shown(await edited(original, 'mirrored'));
    const before = await entries();
    await room.verifier.takedown({ uploadId: bad.uploadId, bank: true, by: moderator });
    expect(await entries()).toBe(before + 2);
    await room.verifier.undo({ uploadId: bad.uploadId, by: moderator });
    expect(await entries()).toBe(before);
    expect(await served(bad.address)).toBe(200);
    expect(await served(copy.address)).toBe(404);
    room.advance(2 * dayMs);
    await room.verifier.reap();
    expect(await place(copy.uploadId)).toBe('allowed hidden');
    expect((await send(await edited(original, 'turned'))).outcome).toBe('allowed');
    await room.verifier.decideHold({ uploadId: copy.uploadId, action: 'release', by: moderator });
    expect(await served(copy.address)).toBe(200);
  });

  test('an entry stays while another decision stands for it, and one that an operator made stays for good', async () => {
    const original = await picture();
    const first = await send(original, 'new');
    const exact = await send(original, 'new');
    const before = await entries();
    await reject(first);
    await room.verifier.decideHold({ uploadId: exact.uploadId, action: 'reject', bank: true, by: second });
    expect(await entries()).toBe(before + 2);
    await room.verifier.undo({ uploadId: first.uploadId, by: moderator });
    expect(await entries()).toBe(before + 2);
    await room.verifier.undo({ uploadId: exact.uploadId, by: moderator });
    expect(await entries()).toBe(before);

    await room.verifier.banks.add({ bank: 'local-hold', bytes: original });
    await reject(first);
    await room.verifier.undo({ uploadId: first.uploadId, by: moderator });
    expect(await entries()).toBe(before + 2);
  });
});

test('nothing went wrong unseen', () => {
  expect(room.errors).toEqual([]);
  expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
});
