import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { forgetAll, freshPicture, isPublic, type Posted, shown } from '../support/posted.js';
import { openRoom, type Room } from '../support/room.js';

// A sleeper takes the post away as soon as somebody has seen it, and shows the picture again in the next one: the report
// of whoever saw it comes while it is in no post.

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(room.errors).toEqual([]);
  await forgetAll(room);
});
afterAll(() => room.dispose());

const takeAway = ({ uploadId, accountId }: Posted) => room.verifier.detach({ uploadIds: [uploadId], accountId });
async function showAgain({ uploadId, accountId }: Posted) {
  const target = { context: 'post', id: `next-${uploadId}` } as const;
  const [attached] = await room.verifier.attach({ uploadIds: [uploadId], accountId, target });
  return attached;
}
const deskIds = async () =>
  (
    await room.verifier.desk({ lane: 'ordinary', groupBy: 'account', by: { accountId: 'mona', roles: ['moderator'] } })
  ).groups.flatMap(({ rows }) => rows.map(({ uploadId }) => uploadId));

test('a report that comes between two posts is kept: the picture of low trust waits when it is shown again', async () => {
  const picture = await shown(room, 'sleeper', 'known');
  await takeAway(picture);
  const order = { uploadId: picture.uploadId, accountId: 'ella', reason: 'sexual', tier: 'trusted' } as const;
  expect(await room.verifier.report(order)).toEqual({ received: true });
  expect(await showAgain(picture)).toMatchObject({ outcome: 'held', pictures: [], receipt: null });
  expect(await isPublic(room, picture)).toBe(false);
  expect(await deskIds()).toEqual([picture.uploadId]);
});

test('an established member’s goes on, and stands at the desk as soon as it is shown again', async () => {
  const picture = await shown(room, 'tina', 'trusted');
  await takeAway(picture);
  await room.verifier.report({ uploadId: picture.uploadId, accountId: 'ella', reason: 'sexual', tier: 'trusted' });
  expect(await deskIds()).toEqual([]);
  expect(await showAgain(picture)).toMatchObject({ outcome: 'allowed' });
  expect(await deskIds()).toEqual([picture.uploadId]);
});

test('what never was in a post is still nobody’s to report', async () => {
  const picture = await shown(room, 'sleeper', 'known');
  const { uploadId } = await room.verifier.screen(await freshPicture(), {
    accountId: 'sleeper',
    tier: 'known',
    context: 'post',
  });
  await expect(
    room.verifier.report({ uploadId, accountId: 'ella', reason: 'sexual', tier: 'trusted' }),
  ).rejects.toMatchObject({ code: 'wrong-state' });
  expect(await isPublic(room, picture)).toBe(true);
});
