import { readFile } from 'node:fs/promises';
import { type Actor, createVerifier, defaultServerPolicy } from '@safeupload/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

// What goes by time, and that nothing goes before its time.

const { times } = defaultServerPolicy;
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
let room: Room;
let listed: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  room = await openRoom({ banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: true }] });
  listed = new Uint8Array(await readFile(new URL('../fixtures/bank/test-picture.png', import.meta.url)));
  await room.verifier.banks.add({ bank: 'test', bytes: listed });
});
afterAll(() => room.dispose());
beforeEach(() => room.verifier.reap());

async function countOf(from: string): Promise<number> {
  const { rows } = await room.client.query<{ count: number }>(`select count(*)::int as count from ${from}`);
  return rows[0]?.count ?? -1;
}

/** Reaps just before so many ms have passed, and just after; the count of these rows both times. */
async function around(ms: number, from: string): Promise<[number, number]> {
  room.advance(ms - 60_000);
  await room.verifier.reap();
  const before = await countOf(from);
  room.advance(120_000);
  await room.verifier.reap();
  return [before, await countOf(from)];
}

async function blobExists(uploadId: string): Promise<boolean> {
  return readFile(`${room.directory}/blobs/originals/${uploadId}`).then(
    () => true,
    () => false,
  );
}

/** Whether the original is there just before so many ms have passed, and after them. */
async function originalAround(ms: number, uploadId: string): Promise<[boolean, boolean]> {
  room.advance(ms - 60_000);
  await room.verifier.reap();
  const before = await blobExists(uploadId);
  room.advance(120_000);
  await room.verifier.reap();
  return [before, await blobExists(uploadId)];
}

async function sent(name: string, bytes: Uint8Array<ArrayBuffer>, appeal = false): Promise<string> {
  const device = await openDevice(room, room.member(name));
  const answer = await device.upload(bytes, await device.ticket(bytes), appeal ? { query: '?appeal=1' } : {});
  return String(answer.body.uploadId);
}

test('the record of a refused precheck goes', async () => {
  const ann = room.member('ann');
  const token = await (await openDevice(room, ann)).ticket(listed);
  const { body } = await room.send('/precheck', ann, { json: { claim: token } });
  expect(body.outcome).toBe('refused');
  expect(await around(times.refusedPrecheck, `uploads where id = '${String(body.uploadId)}'`)).toEqual([1, 0]);
});

test('the record of a refused upload stays, its original goes', async () => {
  const uploadId = await sent('ben', listed);
  expect(await originalAround(times.evidence, uploadId)).toEqual([true, false]);
  expect((await room.verifier.status(uploadId)).outcome).toBe('refused');
});

test('the original of what was rejected goes so long after the decision, of what is held never', async () => {
  const rejected = await sent('cid', await paint(8001), true);
  const held = await sent('dan', await paint(8002), true);
  for (const [uploadId, accountId] of [
    [rejected, 'cid'],
    [held, 'dan'],
  ] as const) {
    await room.verifier.attach({ uploadIds: [uploadId], accountId, target: { context: 'post', id: uploadId } });
  }
  room.advance(2 * times.evidence);
  await room.verifier.reap();
  expect([await blobExists(rejected), await blobExists(held)]).toEqual([true, true]);
  await room.verifier.decideHold({ uploadId: rejected, action: 'reject', by: moderator });
  expect(await originalAround(times.evidence, rejected)).toEqual([true, false]);
  expect(await blobExists(held)).toBe(true);
});

test('a rejection that is undone stops the clock', async () => {
  const uploadId = await sent('eve', await paint(8003), true);
  await room.verifier.attach({ uploadIds: [uploadId], accountId: 'eve', target: { context: 'post', id: 'e' } });
  await room.verifier.decideHold({ uploadId, action: 'reject', by: moderator });
  await room.verifier.undo({ uploadId, by: moderator });
  expect(await originalAround(times.evidence, uploadId)).toEqual([true, true]);
});

test('the original of what was taken down goes so long after that; what is hidden keeps it until somebody decided', async () => {
  const uploadId = await sent('fay', await paint(8004));
  await room.verifier.attach({ uploadIds: [uploadId], accountId: 'fay', target: { context: 'post', id: 'f' } });
  await room.verifier.hide({ uploadId, by: moderator });
  expect(await originalAround(times.evidence, uploadId)).toEqual([true, true]);
  await room.verifier.takedown({ uploadId, by: moderator });
  expect(await originalAround(times.evidence, uploadId)).toEqual([true, false]);
});

test('signals, tickets, stored answers and events go; the upload and what was decided about it stay', async () => {
  const gus = room.member('gus');
  const device = await openDevice(room, gus);
  const bytes = await paint(8005);
  const token = await device.ticket(bytes, { pdq: [{ hash: 'f0'.repeat(32), quality: 100 }] });
  const uploadId = String((await device.upload(bytes, token)).body.uploadId);
  const key = 'an-idempotency-key-of-gus';
  await room.send('/upload?context=post', gus, {
    body: await paint(8006),
    headers: { 'content-type': 'image/jpeg', 'idempotency-key': key },
  });
  await room.verifier.attach({ uploadIds: [uploadId], accountId: 'gus', target: { context: 'post', id: 'g' } });
  await room.verifier.takedown({ uploadId, by: moderator });
  await room.verifier.reap();
  const startedAt = room.now();
  const until = (ms: number) => startedAt + ms - room.now();

  expect(await around(until(times.storedAnswer), `idempotency_keys where key = '${key}'`)).toEqual([1, 0]);
  expect(await around(until(times.nonce + times.storedAnswer), `nonces where account_id = 'gus'`)).toEqual([1, 0]);
  const events = `outbox where event->>'uploadId' = '${uploadId}'`;
  expect(await around(until(times.delivered), events)).toEqual([1, 0]);
  expect(await around(until(times.signal), `signals where upload_id = '${uploadId}'`)).toEqual([1, 0]);
  expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'allowed', state: 'takenDown' });
  expect(await countOf(`decisions where upload_id = '${uploadId}'`)).toBe(1);
});

test('a report goes a year after a person decided, an open one waits', async () => {
  const uploadId = await sent('ida', await paint(8010));
  await room.verifier.attach({ uploadIds: [uploadId], accountId: 'ida', target: { context: 'post', id: 'i' } });
  await room.verifier.report({ uploadId, accountId: 'jon', reason: 'spam', tier: 'trusted' });
  const rows = `reports where upload_id = '${uploadId}'`;
  const { historyLasts } = room.verifier.policy.reports;
  expect(await around(historyLasts, rows)).toEqual([1, 1]);
  await room.verifier.decideHold({ uploadId, action: 'release', by: moderator });
  expect(await around(historyLasts, rows)).toEqual([1, 0]);
});

test('an open report of a picture that its owner deleted stays a month and marks nobody for ever', async () => {
  const uploadId = await sent('kim', await paint(8011));
  await room.verifier.attach({ uploadIds: [uploadId], accountId: 'kim', target: { context: 'post', id: 'k' } });
  await room.verifier.report({ uploadId, accountId: 'newcomer-of-today', reason: 'spam', tier: 'new' });
  await room.verifier.detach({ uploadIds: [uploadId], accountId: 'kim' });
  const rows = `reports where upload_id = '${uploadId}' and state = 'open'`;
  expect(await around(times.evidence, rows)).toEqual([1, 0]);
  expect(await room.verifier.status(uploadId)).toMatchObject({ state: 'expired' });
});

test('events that no server takes go too, later', async () => {
  const uploadId = await sent('hal', await paint(8007));
  await room.verifier.attach({ uploadIds: [uploadId], accountId: 'hal', target: { context: 'post', id: 'h' } });
  const { onDecision: _, ...options } = room.options;
  const tool = await createVerifier({ ...options, keepEvents: true });
  await tool.takedown({ uploadId, by: moderator });
  // The webhook's copy: no server of this room has one.
  const events = `outbox where event->>'uploadId' = '${uploadId}' and sink = 'webhook'`;
  expect(await around(times.undelivered, events)).toEqual([1, 0]);
  await tool.dispose();
});
