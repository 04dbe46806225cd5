import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { forgetAll, posted, shown } from '../support/posted.js';
import { openRoom, type Room } from '../support/room.js';

// The desk shows a hundred groups. Whoever can push others off that page hides an attack from the people.

const mona = { accountId: 'mona', roles: ['moderator'] } as const;
const vera = { accountId: 'vera', roles: ['volunteer'] } as const;

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(room.errors).toEqual([]);
  await forgetAll(room);
});
afterAll(() => room.dispose());

/** So many old pictures, each of another member, that are shown; with what is in `more` written into their rows. */
async function oldPictures(count: number, more: { state?: string; hiddenBy?: string } = {}): Promise<string[]> {
  const { rows } = await room.client.query<{ id: string }>(
    `insert into uploads (id, account_id, session_id, tier, context, outcome, state, hidden_by, created_at, sha256, bytes, format,
       width, height, reasons, severe, policy_id, appealed, route, cluster_id, attached_at, target_context, target_id)
     select 'old-' || n, 'honest-' || n, 's', 'trusted', 'post', 'allowed', $2, $3, n, md5('a' || n) || md5('b' || n), 1,
       'jpeg', 1, 1, '[]', false, 'p', false, 'server', 'old-' || n, n, 'post', 'post-' || n
     from generate_series(1, $1::int) as n returning id`,
    [count, more.state ?? 'attached', more.hiddenBy ?? null],
  );
  return rows.map(({ id }) => id);
}

const groupsOf = async (groupBy: 'account' | 'likeness') =>
  (await room.verifier.desk({ lane: 'ordinary', groupBy, by: mona })).groups;

test('reports that weigh nothing push no hidden picture off the page', async () => {
  const bad = await shown(room, 'sleeper', 'known');
  await room.verifier.report({ uploadId: bad.uploadId, accountId: 'ella', reason: 'sexual', tier: 'trusted' });
  const old = await oldPictures(120);
  for (const [index, uploadId] of old.entries()) {
    const accountId = `throwaway-${Math.floor(index / 10)}`;
    await room.verifier.report({ uploadId, accountId, reason: 'spam', tier: 'new' });
  }
  for (const groupBy of ['account', 'likeness'] as const) {
    expect((await groupsOf(groupBy))[0]?.rows.map(({ uploadId }) => uploadId)).toEqual([bad.uploadId]);
  }
});

test('nor what established members may hide no more, which stands above what weighs nothing', async () => {
  const bad = await shown(room, 'sleeper', 'known');
  await room.verifier.hide({ uploadId: bad.uploadId, by: vera });
  const old = await oldPictures(120);
  for (const [index, uploadId] of old.entries()) {
    const accountId = index === 119 ? 'ella' : `throwaway-${Math.floor(index / 10)}`;
    await room.verifier.report({ uploadId, accountId, reason: 'sexual', tier: index === 119 ? 'trusted' : 'new' });
  }
  const first = (await groupsOf('account')).slice(0, 3).map(({ id }) => id);
  expect(first).toEqual(['sleeper', 'honest-120', 'honest-1']);
});

test('nor what the curtain hid of everybody', async () => {
  await oldPictures(120, { state: 'hidden', hiddenBy: 'curtain' });
  const bad = await shown(room, 'sleeper', 'known');
  await room.verifier.report({ uploadId: bad.uploadId, accountId: 'ella', reason: 'sexual', tier: 'trusted' });
  const waits = await posted(room, 'nina', 'new');
  const groups = await groupsOf('account');
  expect(groups[0]?.id).toBe('sleeper');
  expect(groups).toHaveLength(100);
  expect(waits.outcome).toBe('held');
});
