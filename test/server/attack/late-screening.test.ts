import { readFile } from 'node:fs/promises';
import { SafeUploadError } from '@safeupload/sdk/core';
import { type Actor, defaultServerPolicy, type Measurer } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { type Member, openRoom, type Room } from '../support/room.js';

// Whoever fills the queue and takes the picture back at once must not get it past the severe lists.

const real = createMeasurer({ processes: 1 });
let full = false;
/** Files measured, by their length in bytes: to see which were tried, and in what order. */
const tried: number[] = [];
/** The real measurer, behind a queue that is full when a test says so. */
const measurer: Measurer = {
  async measure(bytes, header, options) {
    tried.push(bytes.length);
    if (full) throw new SafeUploadError('decode-timeout', 'full', { details: { queueFull: true } });
    return real.measure(bytes, header, options);
  },
  dispose: () => real.dispose(),
};

const { times } = defaultServerPolicy;
const officer: Actor = { accountId: 'otto', roles: ['safety'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
let room: Room;
let grave: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  room = await openRoom({
    measurer,
    banks: [{ name: 'grave', meaning: 'block', severe: true, disclosable: false }],
  });
  grave = await paint(9001, 'jpeg', { width: 512, height: 512 });
  await room.verifier.banks.add({ bank: 'grave', bytes: grave });
});
afterEach(() => {
  full = false;
  room.errors.splice(0);
});
afterAll(async () => {
  await room.dispose();
  await real.dispose();
});

/** Sends a picture while the queue is full. */
async function heldUnfinished(member: Member, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const device = await openDevice(room, member);
  const token = await device.ticket(bytes);
  full = true;
  const { body } = await device.upload(bytes, token);
  full = false;
  expect(body.outcome).toBe('held');
  return String(body.uploadId);
}

const likeness = async (quality: number) => new Uint8Array(await sharp(grave).jpeg({ quality }).toBuffer());

async function originalExists(uploadId: string): Promise<boolean> {
  return readFile(`${room.directory}/blobs/originals/${uploadId}`).then(
    () => true,
    () => false,
  );
}

async function expectSevere(uploadId: string): Promise<void> {
  const lane = await room.verifier.holds({ lane: 'severe', by: officer });
  expect(lane.map((hold) => hold.uploadId)).toContain(uploadId);
  room.advance(2 * times.evidence);
  await room.verifier.reap();
  expect(await originalExists(uploadId)).toBe(true);
  await expect(room.verifier.look({ uploadId, by: moderator, size: 'small' })).rejects.toMatchObject({
    code: 'role-missing',
  });
  expect((await room.verifier.look({ uploadId, by: officer, size: 'full' })).bytes.length).toBeGreaterThan(0);
  await room.verifier.decideHold({ uploadId, action: 'reject', by: officer });
  room.advance(times.evidence + 1);
  await room.verifier.reap();
  await room.verifier.reap();
  expect(await originalExists(uploadId)).toBe(false);
}

test('withdrawn at once, it is screened in the background, moves to the severe lane and stays sealed', async () => {
  const member = room.member('ann');
  const uploadId = await heldUnfinished(member, await likeness(71));
  await room.send('/withdraw', member, { json: { uploadId } });
  await room.verifier.reap();
  expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held', state: 'withdrawn' });
  await expectSevere(uploadId);
});

test('attached nowhere until it expires, with the queue full all the time: found as soon as there is room', async () => {
  const uploadId = await heldUnfinished(room.member('ben'), await likeness(72));
  full = true;
  room.advance(times.unattached + 1);
  await room.verifier.reap();
  expect(await room.verifier.status(uploadId)).toMatchObject({ state: 'expired' });
  full = false;
  room.advance(2 * times.unattached);
  await room.verifier.reap();
  await expectSevere(uploadId);
});

test('waiting unattached, it leaves the ordinary lane before anybody looked, and no timer lets it go', async () => {
  const uploadId = await heldUnfinished(room.member('cid'), await likeness(73));
  await room.verifier.reap();
  const ordinary = await room.verifier.holds({ lane: 'ordinary', by: moderator });
  expect(ordinary.map((hold) => hold.uploadId)).not.toContain(uploadId);
  room.advance(times.unattached + 1);
  await room.verifier.reap();
  // Its owner is told what is told of every picture that was in no post for an hour.
  expect(await room.verifier.status(uploadId)).toMatchObject({ state: 'expired' });
  await expectSevere(uploadId);
});

test('an ordinary picture that was withdrawn is screened once and goes all the same', async () => {
  const member = room.member('dan');
  const uploadId = await heldUnfinished(member, await paint(9004));
  await room.send('/withdraw', member, { json: { uploadId } });
  await room.verifier.reap();
  const { rows } = await room.client.query<{ reasons: unknown; pictures: number }>(
    'select reasons, (select count(*)::int from derivatives where upload_id = id) as pictures from uploads where id = $1',
    [uploadId],
  );
  expect(rows[0]).toEqual({ reasons: [{ code: 'unfinished', failure: 'queue-full', finished: true }], pictures: 0 });
  expect(await room.verifier.holds({ lane: 'severe', by: officer })).toEqual([]);
  tried.length = 0;
  room.advance(times.original + 1);
  await room.verifier.reap();
  await room.verifier.reap();
  expect(tried).toEqual([]);
  expect(await originalExists(uploadId)).toBe(false);
});

test('one call tries five, oldest first; what was not tried yet keeps its bytes over their time', async () => {
  const sizes: number[] = [];
  const ids: string[] = [];
  const member = room.member('eve');
  for (let i = 0; i < 7; i++) {
    const bytes = await paint(9010 + i);
    sizes.push(bytes.length);
    ids.push(await heldUnfinished(member, bytes));
    await room.send('/withdraw', member, { json: { uploadId: ids[i] } });
    room.advance(1000);
  }
  room.advance(times.original + 1);
  tried.length = 0;
  full = true;
  await room.verifier.reap();
  expect(tried).toEqual(sizes.slice(0, 5));
  await room.verifier.reap();
  expect(tried).toEqual(sizes);
  await room.verifier.reap();
  expect(tried).toEqual(sizes);
  expect(await Promise.all(ids.map(originalExists))).toEqual(ids.map(() => false));
});

test('a reaper that is ended begins no further screening', async () => {
  const uploadId = await heldUnfinished(room.member('fay'), await paint(9020));
  tried.length = 0;
  await room.verifier.reap(AbortSignal.abort());
  expect(tried).toEqual([]);
  await room.verifier.reap();
  expect(tried.length).toBe(1);
  expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held', state: 'unattached' });
});
