import { defaultServerPolicy } from '@safeupload/server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accept, forgetAll, freshPicture, isPublic, type Posted, posted, shown } from '../support/posted.js';
import { openRoom, type Room } from '../support/room.js';

// A sleeper lays a picture down where nobody reads, lets it count by time, and brings it out on the night of the attack.

const vera = { accountId: 'vera', roles: ['volunteer'] } as const;
const mona = { accountId: 'mona', roles: ['moderator'] } as const;
const minuteMs = 60_000;

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(room.errors).toEqual([]);
  await forgetAll(room);
});
afterAll(() => room.dispose());

/** A picture that stood in a post for so long that it counts, and that nobody ever looked at. */
async function laidDown(accountId = 'sleeper', bytes?: Uint8Array<ArrayBuffer>): Promise<Posted> {
  const picture = await shown(room, accountId, 'known', bytes);
  room.advance(defaultServerPolicy.trust.acceptedAfter + minuteMs);
  await room.verifier.reap();
  const { rows } = await room.client.query('select accepted_at from uploads where id = $1', [picture.uploadId]);
  expect(rows).not.toEqual([{ accepted_at: null }]);
  return picture;
}

/** The owner moves it into another post. */
async function moved({ uploadId, accountId }: Posted) {
  await room.verifier.detach({ uploadIds: [uploadId], accountId });
  const target = { context: 'post', id: `the-thread-everybody-reads-${uploadId}` } as const;
  const [attached] = await room.verifier.attach({ uploadIds: [uploadId], accountId, target });
  return attached;
}

test('what counts by time alone waits behind the curtain when it is brought into another post', async () => {
  const picture = await laidDown();
  await room.verifier.curtain.up({ by: vera });
  expect(await moved(picture)).toMatchObject({ outcome: 'held', pictures: [], receipt: null });
  expect(await isPublic(room, picture)).toBe(false);
});

test('what counts by time alone waits while its account has a level, and while something of it is hidden', async () => {
  const [hidden, second] = [await laidDown(), await laidDown()];
  const reported = await shown(room, 'sleeper', 'known');
  await room.verifier.report({ uploadId: reported.uploadId, accountId: 'ella', reason: 'child', tier: 'trusted' });
  expect(await moved(hidden)).toMatchObject({ outcome: 'held' });
  await room.verifier.decideHold({
    uploadId: reported.uploadId,
    action: 'reject',
    by: { accountId: 'sara', roles: ['safety'] },
  });
  expect(await moved(second)).toMatchObject({ outcome: 'held' });
});

test('a copy that counts by time alone waits once the other one was rejected', async () => {
  const bytes = await freshPicture();
  const copy = await laidDown('sleeper', bytes);
  const other = await posted(room, 'nina', 'new', bytes);
  await room.verifier.decideHold({ uploadId: other.uploadId, action: 'reject', by: mona });
  expect(await moved(copy)).toMatchObject({ outcome: 'held' });
});

test('what a person released is not asked about again, nor what an established member moves', async () => {
  const seen = await posted(room, 'nina', 'new');
  await room.verifier.decideHold({ uploadId: seen.uploadId, action: 'release', by: mona });
  await accept(room, 'evelyn', 20);
  const established = await laidDown('evelyn');
  await room.verifier.curtain.up({ by: vera });
  expect(await moved(seen)).toMatchObject({ outcome: 'allowed' });
  expect(await moved(established)).toMatchObject({ outcome: 'allowed' });
});
