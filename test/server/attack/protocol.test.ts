import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { type Member, openRoom, type Room } from '../support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

const bare = (bytes: Uint8Array<ArrayBuffer>, member: Member, key: string | null = null) =>
  room.send('/upload?context=post', member, {
    body: bytes,
    headers: { 'content-type': 'image/jpeg', 'idempotency-key': key },
  });

test('a deposit is found by its own account only, and for its own bytes only', async () => {
  const [mine, other] = [await paint(1001), await paint(1002)];
  const ann = room.member('ann');
  const device = await openDevice(room, ann);
  const token = await device.ticket(mine);
  expect((await room.send('/deposit', ann, { json: { claim: token } })).body.deposited).toBe(true);
  expect((await bare(mine, room.member('bob'))).body.code).toBe('idempotency-key-missing');
  expect((await bare(other, ann)).body.code).toBe('idempotency-key-missing');
  // Another browser of the same account is what deposits are for: form pipelines lose sessions.
  const first = await bare(mine, ann.elsewhere());
  expect(first.body.outcome).toBe('allowed');
  expect((await bare(mine, ann)).body).toEqual(first.body);
  await room.verifier.attach({
    uploadIds: [String(first.body.uploadId)],
    accountId: 'ann',
    target: { context: 'post', id: 'p' },
  });
  expect((await bare(mine, ann)).body.code).toBe('idempotency-key-missing');
});

test('a settled claim answers nobody but the session it was made in', async () => {
  const bytes = await paint(1003);
  const ann = room.member('ann-2');
  const device = await openDevice(room, ann);
  const token = await device.ticket(bytes);
  const answer = await device.upload(bytes, token);
  expect(answer.body.outcome).toBe('allowed');
  for (const member of [room.member('bob-2'), ann.elsewhere()]) {
    const replay = await device.upload(bytes, token, { member });
    expect([replay.status, replay.body.code]).toEqual([403, 'session-mismatch']);
    expect((await room.send('/precheck', member, { json: { claim: token } })).body.code).toBe('session-mismatch');
    expect((await room.send('/deposit', member, { json: { claim: token } })).body.code).toBe('session-mismatch');
    expect(JSON.stringify(replay.body)).not.toContain(String(answer.body.uploadId));
  }
  expect((await room.send(`/status/${answer.body.uploadId}`, room.member('bob-2'))).body.code).toBe('upload-unknown');
});

test('a precheck in one session does not help an upload in another', async () => {
  const bytes = await paint(1004);
  const ann = room.member('ann-3');
  const device = await openDevice(room, ann);
  const token = await device.ticket(bytes);
  expect((await room.send('/precheck', ann, { json: { claim: token } })).body.proceed).toBe(true);
  expect((await device.upload(bytes, token, { member: ann.elsewhere() })).body.code).toBe('session-mismatch');
  expect((await device.upload(bytes, token)).body.outcome).toBe('allowed');
});

test('twelve claims on one ticket, by every route at once: one is bound, all others are replays', async () => {
  const bytes = await paint(1005);
  const ann = room.member('ann-4');
  const device = await openDevice(room, ann);
  const challenge = await device.challenge();
  const tokens = await Promise.all(
    Array.from({ length: 12 }, async () => device.sign(await device.claim(bytes, challenge))),
  );
  const answers = await Promise.all(
    tokens.map((token, index) => {
      if (index % 3 === 0) return device.upload(bytes, token);
      return room.send(index % 3 === 1 ? '/precheck' : '/deposit', ann, { json: { claim: token } });
    }),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  for (const { status, body } of answers) if (status !== 200) expect(body.code).toBe('nonce-replayed');
});

test('nothing broke on the way', () => {
  expect(room.errors).toEqual([]);
  expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
});
