import { isSafeUploadError, SafeUploadError } from '@safeupload/sdk/core';
import type { Actor, Measurer } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { openRoom, type Room } from '../support/room.js';

const real = createMeasurer({ processes: 1 });
let full = false;
/** What happens while the next file is measured. */
let meanwhile: (() => Promise<unknown>) | null = null;
/** The real measurer, behind a queue that is full when a test says so. */
const measurer: Measurer = {
  async measure(bytes, header, options) {
    if (full) throw new SafeUploadError('decode-timeout', 'full', { details: { queueFull: true } });
    const measured = await real.measure(bytes, header, options);
    await meanwhile?.();
    meanwhile = null;
    return measured;
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

const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const officer: Actor = { accountId: 'otto', roles: ['safety'] };
const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );
const recoded = async (bytes: Uint8Array, quality: number) =>
  new Uint8Array(await sharp(bytes).jpeg({ quality }).toBuffer());

test('a bank that becomes severe is severe for the next upload, for likenesses too', async () => {
  const bytes = await paint(41, 'jpeg', { width: 512, height: 512 });
  await room.verifier.banks.declare({ name: 'turning', meaning: 'block', severe: false, disclosable: false });
  await room.verifier.banks.add({ bank: 'turning', bytes });
  const device = await openDevice(room, room.member('ann'));
  const before = await device.send(await recoded(bytes, 71));
  expect(before.body.outcome).toBe('held');
  await room.verifier.banks.declare({ name: 'turning', meaning: 'block', severe: true, disclosable: false });
  const after = await device.send(await recoded(bytes, 72));
  const lane = await room.verifier.holds({ lane: 'severe', by: officer });
  expect(lane.map(({ uploadId }) => uploadId)).toEqual([after.body.uploadId]);
});

test('a severe likeness that came while the queue was full is not shown to a moderator later', async () => {
  const bytes = await paint(42, 'jpeg', { width: 512, height: 512 });
  await room.verifier.banks.declare({ name: 'grave', meaning: 'block', severe: true, disclosable: false });
  await room.verifier.banks.add({ bank: 'grave', bytes });
  const device = await openDevice(room, room.member('bob'));
  const near = await recoded(bytes, 73);
  const token = await device.ticket(near);
  full = true;
  const answer = await device.upload(near, token);
  full = false;
  expect(answer.body.outcome).toBe('held');
  const uploadId = String(answer.body.uploadId);
  expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'full' }))).toBe('role-missing');
  expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by: moderator }))).toBe(
    'role-missing',
  );
  const [hold] = (await room.verifier.holds({ lane: 'severe', by: officer })).filter(
    (one) => one.uploadId === uploadId,
  );
  expect(hold?.reasons.join(' ')).toMatch(/grave/);
  expect((await room.verifier.look({ uploadId, by: officer, size: 'small' })).bytes.length).toBeGreaterThan(0);
});

test.each(['look', 'release'] as const)(
  'withdrawn while it is screened again for a %s: gone all the same',
  async (act) => {
    const bytes = await paint(act === 'look' ? 43 : 44);
    const member = room.member(`carl-${act}`);
    const device = await openDevice(room, member);
    const token = await device.ticket(bytes);
    full = true;
    const answer = await device.upload(bytes, token);
    full = false;
    const uploadId = String(answer.body.uploadId);
    meanwhile = () => room.send('/withdraw', member, { json: { uploadId } });
    const acting =
      act === 'look'
        ? room.verifier.look({ uploadId, by: moderator, size: 'full' })
        : room.verifier.decideHold({ uploadId, action: 'release', by: moderator });
    expect(await codeThrown(acting)).toBe('wrong-state');
    expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held', state: 'withdrawn' });
    const left = await room.client.query('select 1 from derivatives where upload_id = $1', [uploadId]);
    expect(left.rows).toEqual([]);
  },
);
