import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Frame, SafeUploadError } from '@safeupload/sdk/core';
import {
  defaultServerPolicy,
  type Keys,
  type Measured,
  type Measurer,
  parseServerPolicy,
  type Verifier,
  type View,
  viewOf,
} from '@safeupload/server';
import { createMeasurer, makeKeys, type ProcessMeasurer, parseKeys } from '@safeupload/server/node';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawViews } from '../../packages/server/src/views/draw-views.js';
import { writeColourModel } from '../support/colour-model.mjs';
import { openRoom, type Room } from './support/room.js';

// What the server looks at besides the whole picture: drawn with a secret, the same for every picture, told to nobody.

/** A frame whose pixels say where they are: red is the column, green the row. */
function framed(width: number, height: number): Frame {
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) data.set([i % width, Math.floor(i / width), 7, 255], 4 * i);
  return { width, height, data };
}

describe('a view', () => {
  const whole: View = { left: 0, top: 0, width: 1, height: 1, mirrored: false };

  test('of everything is the frame, and mirrored its mirror image', () => {
    const frame = framed(31, 17);
    expect(viewOf(frame, whole)).toEqual(frame);
    const mirrored = viewOf(frame, { ...whole, mirrored: true });
    expect([...mirrored.data.subarray(0, 8)]).toEqual([30, 0, 7, 255, 29, 0, 7, 255]);
    expect(viewOf(mirrored, { ...whole, mirrored: true })).toEqual(frame);
  });

  test('is exactly the pixels of its rectangle', () => {
    const view = { left: 0.1, top: 0.25, width: 0.5, height: 0.5 };
    const part = viewOf(framed(100, 40), { ...view, mirrored: false });
    expect([part.width, part.height]).toEqual([50, 20]);
    expect([...part.data.subarray(0, 4)]).toEqual([10, 10, 7, 255]);
    expect([...part.data.subarray(-4)]).toEqual([59, 29, 7, 255]);
    const turned = viewOf(framed(100, 40), { ...view, mirrored: true });
    expect([...turned.data.subarray(0, 4)]).toEqual([59, 10, 7, 255]);
  });

  test('reads frames that do not begin on a word of memory', () => {
    const frame = framed(9, 9);
    const moved = new Uint8Array(frame.data.length + 1);
    moved.set(frame.data, 1);
    expect(viewOf({ ...frame, data: moved.subarray(1) }, whole)).toEqual(frame);
  });

  test('lies within every frame and is never empty', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        side,
        side,
        fraction,
        fraction,
        fraction,
        fraction,
        fc.boolean(),
        (w, h, left, top, width, height, mirrored) => {
          const part = viewOf(framed(w, h), { left, top, width, height, mirrored });
          expect(part.width).toBeGreaterThanOrEqual(1);
          expect(part.height).toBeGreaterThanOrEqual(1);
          expect(part.data.length).toBe(4 * part.width * part.height);
          for (let i = 0; i < part.data.length; i += 4) {
            if ((part.data[i] ?? w) >= w || (part.data[i + 1] ?? h) >= h || part.data[i + 3] !== 255) expect.fail();
          }
        },
      ),
    );
  });
});

const keyOf = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes));

describe('the views of a deployment', () => {
  test('lie within the bounds of the policy, every second one mirrored, the same for the same key', async () => {
    const numbers = fc.record({
      count: fc.integer({ min: 0, max: 8 }),
      leastPercent: fc.integer({ min: 50, max: 80 }),
      mostPercent: fc.integer({ min: 80, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(secret, numbers, async (bytes, fields) => {
        const views = await drawViews(await keyOf(bytes), fields);
        expect(views).toHaveLength(fields.count);
        for (const [index, { left, top, width, height, mirrored }] of views.entries()) {
          for (const [start, span] of [
            [left, width],
            [top, height],
          ] as const) {
            expect(span).toBeGreaterThanOrEqual(fields.leastPercent / 100);
            expect(span).toBeLessThanOrEqual(fields.mostPercent / 100);
            expect(start).toBeGreaterThanOrEqual(0);
            expect(start + span).toBeLessThanOrEqual(1 + 1e-12);
          }
          expect(mirrored).not.toBe(views[index + 1]?.mirrored);
        }
        expect(await drawViews(await keyOf(bytes), fields)).toEqual(views);
      }),
      { numRuns: 60 },
    );
  });

  test('are others for another key, in whichever bit it differs', async () => {
    const { views: fields } = defaultServerPolicy;
    const drawn = new Set<string>();
    for (let bit = 0; bit < 256; bit++) {
      const bytes = new Uint8Array(32);
      bytes[bit >> 3] = 1 << (bit & 7);
      drawn.add(JSON.stringify(await drawViews(await keyOf(bytes), fields)));
    }
    expect(drawn.size).toBe(256);
  });

  test('follow the newest key of the sealing ring, and no other', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'safeupload-keys-'));
    const file = join(directory, 'keys.json');
    const before = await makeKeys(file);
    const ring = JSON.parse(await readFile(file, 'utf8'));
    const another = { kty: 'oct', kid: 'another', k: 'A'.repeat(43) };
    const rotated = await parseKeys(JSON.stringify({ ...ring, sealing: [another, ...ring.sealing] }));
    const lengthened = await parseKeys(JSON.stringify({ ...ring, sealing: [...ring.sealing, another] }));
    const viewsOf = ({ views }: Keys) => drawViews(views, defaultServerPolicy.views);
    expect(await viewsOf(rotated)).not.toEqual(await viewsOf(before));
    expect(await viewsOf(lengthened)).toEqual(await viewsOf(before));
    expect(before.views.extractable).toBe(false);
    await rm(directory, { recursive: true, force: true });
  });
});

describe('a picture of which only parts are too much', () => {
  const policy = parseServerPolicy({
    ...defaultServerPolicy,
    furtherModels: { holdUnnamedAbove: 0.9, holdAbove: { red: 0.845 } },
  });
  let directory: string;
  let real: ProcessMeasurer;
  let room: Room;
  let picture: Uint8Array<ArrayBuffer>;
  /** What the measurer of these tests does next; null lets the real one work. */
  let sabotage: (() => ReturnType<Measurer['measure']>) | null = null;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'safeupload-views-'));
    const model = await writeColourModel(join(directory, 'red'), { id: 'red', title: 'How red it is' });
    real = createMeasurer({ processes: 1, models: [model] });
    room = await openRoom({
      policy,
      measurer: {
        measure: (bytes, header, options) => sabotage?.() ?? real.measure(bytes, header, options),
        dispose: () => real.dispose(),
      },
    });
    // Red in a black frame of a twentieth of each side: 81 % red as a whole, at least 87 % in any view of 80 to 95 %.
    const red = await sharp({ create: { width: 360, height: 270, channels: 3, background: '#ff0000' } })
      .png()
      .toBuffer();
    const black = sharp({ create: { width: 400, height: 300, channels: 3, background: '#000000' } });
    picture = Uint8Array.from(
      await black
        .composite([{ input: red, left: 20, top: 15 }])
        .png()
        .toBuffer(),
    );
  });
  afterAll(async () => {
    await room.dispose();
    await real.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  let accounts = 0;
  const outcomeAt = async (verifier: Verifier): Promise<unknown> => {
    accounts += 1;
    const answer = await verifier.screen(picture, { accountId: `a-${accounts}`, tier: 'trusted', context: 'post' });
    const { rows } = await room.client.query<{ reasons: unknown }>('select reasons from uploads where id = $1', [
      answer.uploadId,
    ]);
    return { outcome: answer.outcome, reasons: rows[0]?.reasons };
  };
  const reason = { code: 'risk-raised', models: 'red', titles: ['How red it is'], part: true };
  const held = { outcome: 'held', reasons: [reason] };

  test('waits, whatever the secret, and passes where no view is looked through', async () => {
    expect(await outcomeAt(room.verifier)).toEqual(held);
    for (const name of ['a', 'b', 'c', 'd']) {
      const keys = await makeKeys(join(directory, `${name}.json`));
      expect(await outcomeAt(await room.another({ keys }))).toEqual(held);
    }
    const blind = { ...policy, views: { ...policy.views, count: 0 } };
    expect(await outcomeAt(await room.another({ policy: blind }))).toEqual({ outcome: 'allowed', reasons: [] });
  });

  test('gets the same answer again, at another server with the same keys, and when it is finished late', async () => {
    expect(await outcomeAt(room.verifier)).toEqual(held);
    expect(await outcomeAt(await room.another())).toEqual(held);
    sabotage = () => Promise.reject(new SafeUploadError('model-failed', 'sabotage'));
    const answer = await room.verifier.screen(picture, { accountId: 'late', tier: 'trusted', context: 'post' });
    sabotage = null;
    room.errors.splice(0);
    const by = { accountId: 'mona', roles: ['moderator'] } as const;
    const { uploadId } = answer;
    await room.verifier.attach({ uploadIds: [uploadId], accountId: 'late', target: { context: 'post', id: 'p' } });
    await room.verifier.look({ uploadId, by, size: 'small' });
    const { groups } = await room.verifier.desk({ lane: 'ordinary', groupBy: 'account', by });
    const row = groups.flatMap(({ rows }) => rows).find((one) => one.uploadId === uploadId);
    expect(row?.reasons).toContain(
      'The classifier “How red it is” was uneasy about a part of it. It is often wrong: beaches, babies and art look alike to it.',
    );
  });

  test('leaves the evidence that of the whole picture, and the views in no table and in no answer', async () => {
    const views = await drawViews(room.keys.views, policy.views);
    const who = room.member('reader', { tier: 'trusted' });
    const answer = await room.send('/upload?context=post', who, {
      body: picture,
      headers: { 'content-type': 'image/png', 'idempotency-key': 'k'.repeat(22) },
    });
    expect(answer.body.outcome).toBe('held');
    const tables = await room.client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const rows = await Promise.all(tables.rows.map(({ name }) => room.client.query(`select * from "${name}"`)));
    const told = JSON.stringify([rows.map((one) => one.rows), answer.body, [...answer.headers], room.errors]);
    expect(told).toContain('risk-raised');
    const numbers = views.flatMap(({ left, top, width, height }) => [left, top, width, height]);
    expect(numbers.filter((number) => told.includes(String(number).slice(0, 8)))).toEqual([]);
    const evidence = await room.client.query<{ evidence: { models: { id: string; risk: number }[] } }>(
      'select evidence from uploads where account_id = $1',
      ['reader'],
    );
    expect(evidence.rows[0]?.evidence.models.find(({ id }) => id === 'red')?.risk).toBeCloseTo(0.81, 3);
  });

  test('is not served without the key that the views are drawn with', async () => {
    const keys = { ...room.keys };
    Reflect.deleteProperty(keys, 'views');
    await expect(room.another({ keys })).rejects.toMatchObject({ code: 'keys-missing' });
  });

  test.each<[string, (measured: Measured) => Partial<Measured>]>([
    ['knows no views', () => ({ views: [] })],
    ['says nothing of a view', ({ views }) => ({ views: views.map(() => []) })],
    [
      'gives no number',
      ({ views }) => ({ views: views.map((scores) => scores.map((one) => ({ ...one, risk: Number.NaN }))) }),
    ],
  ])('waits where a measurer of the host %s', async (_what, change) => {
    const measurer: Measurer = {
      measure: async (bytes, header, options) => {
        const measured = await real.measure(bytes, header, options);
        return { ...measured, ...change(measured) };
      },
      dispose: () => Promise.resolve(),
    };
    expect(await outcomeAt(await room.another({ measurer }))).toEqual({
      outcome: 'held',
      reasons: [{ code: 'unfinished', failure: 'classifier-failed' }],
    });
    expect(room.errors.splice(0).map(({ where }) => where)).toEqual(['measuring an upload']);
  });
});
