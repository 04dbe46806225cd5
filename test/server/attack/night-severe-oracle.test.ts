import type { Tier } from '@safeupload/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { type Member, openRoom, type Room } from '../support/room.js';

// A licensed list must not answer strangers. Whoever uploads a picture and waits must not read from its state, from the
// slots of a newcomer or from a post whether the picture went into the safety officer's lane.

const hourMs = 3_600_000;
const safety = { accountId: 'sara', roles: ['safety'] } as const;
const bank = { name: 'licensed', meaning: 'hold', severe: true, disclosable: false } as const;

let room: Room;
let accounts = 0;
let listed: Uint8Array<ArrayBuffer>;
let harmless: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  room = await openRoom({ banks: [bank] });
  listed = await paint(77_001, 'png', { width: 320, height: 240 });
  harmless = await paint(77_002, 'png', { width: 320, height: 240 });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', listed));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  await room.verifier.banks.add({ bank: bank.name, sha256 });
});
beforeEach(() => room.advance(8 * 24 * hourMs));
afterAll(async () => {
  expect(room.errors).toEqual([]);
  await room.dispose();
});

interface Sent {
  readonly member: Member;
  readonly uploadId: string;
}

/** Both pictures, each by a fresh newcomer, as far as they can be told apart by their own browser and their host. */
async function both(what: (sent: Sent) => Promise<unknown>, tier: Tier = 'new') {
  const seen: unknown[] = [];
  const lanes: unknown[] = [];
  for (const bytes of [listed, harmless]) {
    const member = room.member(`prober-${++accounts}`, { tier });
    const { body } = await (await openDevice(room, member)).send(bytes);
    expect(body.outcome).toBe('held');
    const uploadId = String(body.uploadId);
    seen.push(await what({ member, uploadId }));
    const { rows } = await room.client.query<{ severe: boolean }>('select severe from uploads where id = $1', [
      uploadId,
    ]);
    lanes.push(rows[0]?.severe);
  }
  expect(lanes).toEqual([true, false]);
  const [ofListed, ofHarmless] = seen;
  expect(ofListed).toEqual(ofHarmless);
  return ofListed;
}

const stateOf = async ({ member, uploadId }: Sent) => (await room.send(`/status/${uploadId}`, member)).body.state;
const attach = ({ member: { accountId }, uploadId }: Sent) =>
  room.verifier.attach({ uploadIds: [uploadId], accountId, target: { context: 'post', id: `post-${uploadId}` } });
const laneHolds = async ({ uploadId }: Sent) =>
  (await room.verifier.holds({ lane: 'severe', by: safety })).some((hold) => hold.uploadId === uploadId);
async function anHour(): Promise<void> {
  room.advance(hourMs + 1000);
  await room.verifier.reap();
}

test('not from its state, nor from whether it can still be posted, after an hour in no post', async () => {
  const state = await both(async (sent) => {
    await anHour();
    const posted = await attach(sent).then(
      () => 'posted',
      (error: { code: unknown }) => error.code,
    );
    return [await stateOf(sent), posted];
  });
  expect(state).toEqual(['expired', 'not-attachable']);
});

test('nor after it was taken out of its post', async () => {
  const state = await both(async (sent) => {
    await attach(sent);
    await room.verifier.detach({ uploadIds: [sent.uploadId], accountId: sent.member.accountId });
    await anHour();
    return stateOf(sent);
  });
  expect(state).toBe('expired');
});

test('nor from the slots of a newcomer', async () => {
  const code = await both(async ({ member }) => {
    const device = await openDevice(room, member);
    expect((await device.send(await paint(78_000 + accounts, 'png', { width: 320, height: 240 }))).body.outcome).toBe(
      'held',
    );
    await anHour();
    const again = await openDevice(room, member);
    const answers: unknown[] = [];
    for (const turn of [1, 2]) {
      const { body } = await again.send(await paint(79_000 + 10 * accounts + turn, 'png', { width: 320, height: 240 }));
      answers.push(body.outcome ?? body.code);
    }
    return answers;
  });
  expect(code).toEqual(['held', 'held']);
});

test('and the safety officer still has it, with its bytes, and can reject it', async () => {
  const member = room.member(`prober-${++accounts}`, { tier: 'new' });
  const { body } = await (await openDevice(room, member)).send(listed);
  const sent = { member, uploadId: String(body.uploadId) };
  await anHour();
  room.advance(30 * 24 * hourMs);
  await room.verifier.reap();
  expect(await laneHolds(sent)).toBe(true);
  expect(
    (await room.verifier.look({ uploadId: sent.uploadId, by: safety, size: 'full' })).bytes.length,
  ).toBeGreaterThan(0);
  const { rows } = await room.client.query('select original_key from uploads where id = $1', [sent.uploadId]);
  expect(rows).not.toEqual([{ original_key: null }]);
  await room.verifier.decideHold({ uploadId: sent.uploadId, action: 'reject', by: safety });
  expect(await laneHolds(sent)).toBe(false);
});
