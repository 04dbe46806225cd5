import { isSafeUploadError } from '@safeupload/sdk/core';
import { defaultServerPolicy } from '@safeupload/server';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { accept, forgetAll, isPublic, type Posted, shown } from './support/posted.js';
import { openRoom, type Room } from './support/room.js';

// One report of somebody who is usually right acts at once against a stranger's picture of tonight; nothing else does what
// one person says. Who was wrong is not asked again.

const mona = { accountId: 'mona', roles: ['moderator'] } as const;
const sara = { accountId: 'sara', roles: ['safety'] } as const;
const vera = { accountId: 'vera', roles: ['volunteer'] } as const;
const hourMs = 3_600_000;

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(room.errors).toEqual([]);
  await forgetAll(room);
});
afterAll(() => room.dispose());

type Reason = Parameters<Room['verifier']['report']>[0]['reason'];
/** An established member without history reports. */
const reports = (picture: Pick<Posted, 'uploadId'>, accountId: string, reason: Reason = 'sexual') =>
  room.verifier.report({ uploadId: picture.uploadId, accountId, reason, tier: 'trusted' });
const keeps = (picture: Posted) =>
  room.verifier.decideHold({ uploadId: picture.uploadId, action: 'release', by: sara });
const rejects = (picture: Posted) =>
  room.verifier.decideHold({ uploadId: picture.uploadId, action: 'reject', by: mona });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );
const rowOf = async ({ uploadId }: Posted) =>
  (
    await room.client.query<{ state: string; hidden_by: string | null; severe: boolean; original_key: string | null }>(
      'select state, hidden_by, severe, original_key from uploads where id = $1',
      [uploadId],
    )
  ).rows[0];
const reportsOf = async ({ uploadId }: Posted) =>
  (
    await room.client.query<{ account_id: string; weight: number; hides: boolean; state: string }>(
      'select account_id, weight, hides, state from reports where upload_id = $1 order by at, id',
      [uploadId],
    )
  ).rows;
/** So many reports of this member, which somebody found right or wrong, of pictures that are gone. */
async function history(accountId: string, right: number, wrong: number, settledAt = room.now()): Promise<void> {
  await accept(room, `posters-for-${accountId}`, right + wrong);
  await room.client.query(
    `insert into reports (id, upload_id, account_id, reason, weight, hides, at, state, settled_at)
     select 'of-' || $1 || '-' || n, 'accepted-posters-for-' || $1 || '-' || n, $1, 'spam', 1, false, 0,
       case when n <= $2::int then 'confirmed' else 'wrong' end, $4::bigint
     from generate_series(1, $2::int + $3::int) as n`,
    [accountId, right, wrong, settledAt],
  );
}

describe('one serious report by an established member', () => {
  test.each(['child', 'sexual', 'violence'] as const)(
    'hides a fresh picture of low trust at once: %s',
    async (reason) => {
      const picture = await shown(room, 'sleeper', 'known');
      const before = await room.verifier.status(picture.uploadId);
      expect(await reports(picture, 'ella', reason)).toEqual({ received: true });
      expect(await isPublic(room, picture)).toBe(false);
      expect(await room.verifier.status(picture.uploadId)).toMatchObject({
        state: 'hidden',
        pictures: [],
        receipt: null,
      });
      await vi.waitFor(() => expect(room.events).toHaveLength(1));
      expect(room.events[0]).toMatchObject({
        type: 'hidden',
        by: null,
        reason: `reported: ${reason}`,
        purge: before.pictures.map(({ address }) => address),
      });
      // What a member says shows a child is for the safety officer's eyes alone, and its bytes stay.
      expect(await rowOf(picture)).toMatchObject({ hidden_by: 'report', severe: reason === 'child' });
      expect((await rowOf(picture))?.original_key).not.toBeNull();
    },
  );

  test('not by one of low trust, not for spam, not for what stood longer than a day', async () => {
    const picture = await shown(room, 'sleeper', 'known');
    await room.verifier.report({ uploadId: picture.uploadId, accountId: 'nina', reason: 'child', tier: 'new' });
    await room.verifier.report({ uploadId: picture.uploadId, accountId: 'never-seen', reason: 'child' });
    await reports(picture, 'ella', 'spam');
    expect(await isPublic(room, picture)).toBe(true);
    const old = await shown(room, 'sleeper', 'known');
    room.advance(24 * hourMs);
    await reports(old, 'emil', 'child');
    expect(await isPublic(room, old)).toBe(true);
    await reports(old, 'ella', 'child');
    expect(await isPublic(room, old)).toBe(false);
  });

  test('not of an established member’s picture, whichever way she is established', async () => {
    await accept(room, 'known-and-accepted', 20);
    const pictures = [await shown(room, 'trusted-member', 'trusted'), await shown(room, 'known-and-accepted', 'known')];
    for (const [index, picture] of pictures.entries()) await reports(picture, `reporter-${index}`, 'child');
    for (const picture of pictures) expect(await isPublic(room, picture)).toBe(true);
  });
});

describe('everything else needs a weight of two', () => {
  test('two established members, for whatever reason; the desk has what one says', async () => {
    const picture = await shown(room, 'trusted-member', 'trusted');
    await reports(picture, 'ella', 'other');
    expect(await isPublic(room, picture)).toBe(true);
    await reports(picture, 'emil', 'spam');
    expect(await isPublic(room, picture)).toBe(false);
    expect((await reportsOf(picture)).map(({ hides }) => hides)).toEqual([true, true]);
    expect(await rowOf(picture)).toMatchObject({ hidden_by: 'report', severe: false });
  });

  test('who was wrong now and then weighs less, who was never right weighs nothing', async () => {
    await history('careful', 9, 1);
    await history('hasty', 1, 1);
    await history('right-once', 1, 0);
    const picture = await shown(room, 'trusted-member', 'trusted');
    await reports(picture, 'careful');
    await reports(picture, 'hasty');
    // Accounts of low trust weigh something once a report of theirs was right.
    await room.verifier.report({
      uploadId: picture.uploadId,
      accountId: 'right-once',
      reason: 'sexual',
      tier: 'known',
    });
    await room.verifier.report({
      uploadId: picture.uploadId,
      accountId: 'no-history',
      reason: 'sexual',
      tier: 'known',
    });
    expect((await reportsOf(picture)).map(({ account_id, weight }) => [account_id, weight])).toEqual([
      ['careful', 0.8],
      ['hasty', 0],
      ['right-once', 1],
      ['no-history', 0],
    ]);
    expect(await isPublic(room, picture)).toBe(true);
    await reports(picture, 'ella');
    expect(await isPublic(room, picture)).toBe(false);
    expect((await reportsOf(picture)).map(({ hides }) => hides)).toEqual([true, false, true, false, true]);
  });

  test('copies of one picture make one right report, and a year later nothing is known', async () => {
    await history('farmer', 20, 1);
    await room.client.query(
      `update uploads set cluster_id = 'one' where account_id = 'posters-for-farmer' and id <> 'accepted-posters-for-farmer-21'`,
    );
    await history('long-ago', 0, 3, room.now() - 366 * 24 * hourMs);
    const picture = await shown(room, 'trusted-member', 'trusted');
    await reports(picture, 'farmer');
    await reports(picture, 'long-ago');
    expect((await reportsOf(picture)).map(({ weight }) => weight)).toEqual([0, 1]);
  });

  test('who was found wrong since hides nothing with what she said before', async () => {
    const first = await shown(room, 'a-trusted', 'trusted');
    const second = await shown(room, 'b-trusted', 'trusted');
    await reports(first, 'ella');
    await reports(second, 'ella');
    await keeps(first);
    await reports(second, 'emil');
    expect(await isPublic(room, second)).toBe(true);
    // Nor alone against a stranger's.
    const stranger = await shown(room, 'sleeper', 'known');
    await reports(stranger, 'ella', 'child');
    expect(await isPublic(room, stranger)).toBe(true);
    await reports(second, 'else');
    expect(await isPublic(room, second)).toBe(false);
    expect((await reportsOf(second)).map(({ hides }) => hides)).toEqual([false, true, true]);
  });
});

describe('what unreviewed reports may hide at a time', () => {
  test('one picture of an established member; the next only once somebody has looked', async () => {
    const first = await shown(room, 'a-trusted', 'trusted');
    const second = await shown(room, 'b-trusted', 'trusted');
    for (const name of ['r1', 'r2']) await reports(first, name);
    for (const name of ['r3', 'r4', 'r5']) await reports(second, name);
    expect([await isPublic(room, first), await isPublic(room, second)]).toEqual([false, true]);
    expect((await reportsOf(second)).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    await rejects(first);
    expect(await isPublic(room, second)).toBe(true);
    await reports(second, 'r6');
    expect(await isPublic(room, second)).toBe(false);
  });

  test('two pictures of one reporter; a third of hers stays shown until somebody has looked', async () => {
    const first = await shown(room, 's1', 'known');
    const second = await shown(room, 's2', 'known');
    const third = await shown(room, 's3', 'known');
    const fourth = await shown(room, 's4', 'known');
    const publics = () => Promise.all([first, second, third, fourth].map((picture) => isPublic(room, picture)));
    for (const picture of [first, second, third]) await reports(picture, 'ella');
    expect(await publics()).toEqual([false, false, true, true]);
    // Nor does hers count beside another's while she hides two.
    await reports(third, 'emil', 'spam');
    expect(await publics()).toEqual([false, false, true, true]);
    await rejects(first);
    await reports(fourth, 'ella');
    expect(await publics()).toEqual([false, false, true, false]);
  });

  test('twenty at the same moment pass neither', async () => {
    const trusted: Posted[] = [];
    const strangers: Posted[] = [];
    for (let one = 0; one < 5; one++) {
      trusted.push(await shown(room, `trusted-${one}`, 'trusted'));
      strangers.push(await shown(room, `sleeper-${one}`, 'known'));
    }
    await Promise.all(trusted.flatMap((picture) => ['r1', 'r2', 'r3', 'r4'].map((name) => reports(picture, name))));
    await Promise.all(strangers.map((picture) => reports(picture, 'ella', 'child')));
    const hidden = async (pictures: readonly Posted[]) =>
      (await Promise.all(pictures.map((picture) => isPublic(room, picture)))).filter((isShown) => !isShown).length;
    expect(await hidden(trusted)).toBe(1);
    expect(await hidden(strangers)).toBe(2);
  });
});

describe('a report', () => {
  test('of one’s own picture, or the same again, changes nothing', async () => {
    const own = await shown(room, 'a-trusted', 'trusted');
    expect(await reports(own, 'a-trusted', 'child')).toEqual({ received: true });
    expect(await reportsOf(own)).toEqual([]);
    for (const reason of ['sexual', 'child', 'spam'] as const) await reports(own, 'ella', reason);
    expect(await reportsOf(own)).toHaveLength(1);
    expect(await isPublic(room, own)).toBe(true);
  });

  test('of what was hidden meanwhile is kept, of what is gone or never was is not taken', async () => {
    const picture = await shown(room, 'sleeper', 'known');
    await room.verifier.hide({ uploadId: picture.uploadId, by: vera });
    expect(await reports(picture, 'ella', 'child')).toEqual({ received: true });
    expect(await reportsOf(picture)).toMatchObject([{ state: 'open', hides: false }]);
    // What hides nothing moves nothing into another lane.
    expect(await rowOf(picture)).toMatchObject({ hidden_by: 'person', severe: false });
    await rejects(picture);
    expect(await codeOf(reports(picture, 'emil'))).toBe('wrong-state');
    expect(await codeOf(reports({ uploadId: 'nothing' }, 'emil'))).toBe('not-found');
    const wrong = [
      { uploadId: '', accountId: 'ella', reason: 'child' },
      { uploadId: picture.uploadId, accountId: 'x'.repeat(201), reason: 'child' },
      { uploadId: picture.uploadId, accountId: 'ella', reason: 'ugly' },
      { uploadId: picture.uploadId, accountId: 7, reason: 'child' },
    ];
    // A host that is not TypeScript can send anything.
    for (const order of wrong) expect(await codeOf(room.verifier.report(order as never))).toBe('options-invalid');
  });

  test('beyond the buckets is not taken, and says when', async () => {
    const { burst } = defaultServerPolicy.buckets.rules.report.account;
    const picture = await shown(room, 'sleeper', 'known');
    for (let one = 0; one < burst; one++) await reports(picture, 'ella', 'spam');
    const refused = await reports(picture, 'ella', 'spam').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'rate-limited', details: { retryAfterSeconds: expect.any(Number) } });
    await reports(picture, 'emil', 'spam');
    expect(await isPublic(room, picture)).toBe(false);
  });
});

describe('what a person finds', () => {
  const kinds = async () =>
    (
      await room.client.query<{ kind: string; account_id: string }>(
        'select kind, account_id from breaker_events order by id',
      )
    ).rows;

  test('rejected: the reports were right, and those that weighed something are a hit', async () => {
    const picture = await shown(room, 'sleeper', 'known');
    await room.verifier.report({ uploadId: picture.uploadId, accountId: 'nina', reason: 'sexual', tier: 'new' });
    await reports(picture, 'ella');
    await reports(picture, 'emil');
    await rejects(picture);
    expect((await reportsOf(picture)).map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(await kinds()).toEqual([
      { kind: 'rejected', account_id: 'sleeper' },
      { kind: 'report-confirmed', account_id: 'sleeper' },
    ]);
    const lonely = await shown(room, 'another', 'known');
    await room.verifier.report({ uploadId: lonely.uploadId, accountId: 'nils', reason: 'sexual', tier: 'new' });
    await rejects(lonely);
    expect((await kinds()).map(({ kind }) => kind)).toEqual(['rejected', 'report-confirmed', 'rejected']);
    // Nina was right: from now on her reports count.
    const next = await shown(room, 'third', 'trusted');
    await room.verifier.report({ uploadId: next.uploadId, accountId: 'nina', reason: 'sexual', tier: 'new' });
    expect(await reportsOf(next)).toMatchObject([{ weight: 1 }]);
  });

  test('released: shown again at its address, and the reports were wrong; undone: they are open again', async () => {
    const picture = await shown(room, 'sleeper', 'known');
    await reports(picture, 'ella');
    await keeps(picture);
    expect(await isPublic(room, picture)).toBe(true);
    expect((await reportsOf(picture)).map(({ state }) => state)).toEqual(['wrong']);
    room.advance(1000);
    await reports(picture, 'emil');
    await reports(picture, 'else');
    expect(await isPublic(room, picture)).toBe(false);
    await rejects(picture);
    expect((await reportsOf(picture)).map(({ state }) => state)).toEqual(['wrong', 'confirmed', 'confirmed']);
    await room.verifier.undo({ uploadId: picture.uploadId, by: mona });
    // What the first decision found stays found.
    expect((await reportsOf(picture)).map(({ state }) => state)).toEqual(['wrong', 'open', 'open']);
    expect(await isPublic(room, picture)).toBe(false);
  });
});
