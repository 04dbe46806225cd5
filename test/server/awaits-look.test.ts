import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { type Member, openRoom, type Room } from './support/room.js';

const hourMs = 3_600_000;

let room: Room;
let sleeper: Member;
let reader: Member;
let volunteer: Member;
let painted = 40;

beforeAll(async () => {
  room = await openRoom();
  sleeper = room.member('sleeper', { tier: 'known' });
  reader = room.member('reader', { tier: 'trusted' });
  volunteer = room.member('volunteer', { tier: 'trusted', roles: ['volunteer'] });
});
afterAll(() => room.dispose());

const volunteering = () => ({ accountId: volunteer.accountId, roles: ['volunteer'] as const });
const moderating = { accountId: 'moderator', roles: ['moderator'] as const };

/** Posts a picture unlike every other; what became of it. */
async function post(member: Member): Promise<{ uploadId: string; outcome: string }> {
  const device = await openDevice(room, member);
  const { body } = await device.send(await paint(painted++));
  const uploadId = String(body.uploadId);
  const [attached] = await room.verifier.attach({
    uploadIds: [uploadId],
    accountId: member.accountId,
    target: { context: 'post', id: uploadId },
  });
  return { uploadId, outcome: attached?.outcome ?? 'none' };
}

it('lets a reported sleeper’s next pictures wait, after the curtain too, until somebody has looked', async () => {
  const first = await post(sleeper);
  const other = await post(sleeper);
  expect([first.outcome, other.outcome]).toEqual(['allowed', 'allowed']);
  await room.verifier.report({
    uploadId: first.uploadId,
    accountId: reader.accountId,
    tier: 'trusted',
    reason: 'sexual',
  });
  expect((await post(sleeper)).outcome).toBe('held');

  await room.verifier.curtain.up({ by: volunteering() });
  room.advance(hourMs + 60_000);
  await room.verifier.reap();
  expect((await room.verifier.curtain.view({ by: volunteering() })).isUp).toBe(false);
  const late = await post(sleeper);
  expect(late.outcome).toBe('held');

  // Somebody looked and found nothing wrong: what waited is released one by one, and new ones are shown at once again.
  await room.verifier.decideHold({ uploadId: first.uploadId, action: 'release', by: moderating });
  await room.verifier.decideHold({ uploadId: other.uploadId, action: 'release', by: moderating });
  expect((await post(sleeper)).outcome).toBe('allowed');
});

it('lets nobody wait for what the curtain alone hid, nor established members for a report', async () => {
  const honest = room.member('honest', { tier: 'known' });
  await post(honest);
  await room.verifier.curtain.up({ by: volunteering() });
  await room.verifier.curtain.down({ by: volunteering() });
  expect((await post(honest)).outcome).toBe('allowed');

  const trusted = room.member('trusted', { tier: 'trusted' });
  const { uploadId } = await post(trusted);
  for (const name of ['one', 'two']) {
    const by = room.member(name, { tier: 'trusted' });
    await room.verifier.report({ uploadId, accountId: by.accountId, tier: 'trusted', reason: 'sexual' });
  }
  expect((await room.verifier.status(uploadId)).state).toBe('hidden');
  expect((await post(trusted)).outcome).toBe('allowed');
});
