import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept, isPublic, type Posted, shown } from './support/posted.js';
import { openRoom, type Room } from './support/room.js';

// Twenty established members without history agree to report honest pictures, for the most serious reasons, all at once,
// twice. What they get is what one member's mistake would cost: one established member's picture, once.

const mona = { accountId: 'mona', roles: ['moderator', 'safety'] } as const;
const minuteMs = 60_000;
const reasons = ['child', 'sexual', 'violence'] as const;
/** As many as one account may report before its bucket is empty. */
const mostInWave = 10;

let room: Room;
const brigade = Array.from({ length: 20 }, (_, index) => ({
  accountId: `brigade-${index}`,
  // Established in either way: trusted by the forum, or known with twenty accepted pictures.
  tier: index % 2 === 0 ? ('trusted' as const) : ('known' as const),
}));
/** The most pictures of established members that were hidden at any moment. */
let mostHidden = 0;
let taken = 0;

beforeAll(async () => {
  room = await openRoom();
  for (const { accountId, tier } of brigade) if (tier === 'known') await accept(room, accountId, 20);
});
afterAll(() => room.dispose());

async function hiddenOf(established: boolean): Promise<number> {
  const { rows } = await room.client.query<{ count: number }>(
    `select count(*)::int as count from uploads join accounts using (account_id)
     where state = 'hidden' and (accounts.tier = 'trusted') = $1`,
    [established],
  );
  return rows[0]?.count ?? 0;
}

async function reportAndCount(picture: Posted, reporter: number): Promise<void> {
  const { accountId, tier } = brigade[reporter] ?? { accountId: '', tier: 'new' };
  const reason = reasons[(reporter + taken) % reasons.length] ?? 'child';
  expect(await room.verifier.report({ uploadId: picture.uploadId, accountId, tier, reason })).toEqual({
    received: true,
  });
  taken += 1;
  mostHidden = Math.max(mostHidden, await hiddenOf(true));
  expect(await hiddenOf(true)).toBeLessThanOrEqual(1);
}

/** Every brigader reports every picture: one after the other, then all twenty at the same moment. */
async function round(pictures: readonly Posted[]): Promise<void> {
  for (let start = 0; start < pictures.length; start += mostInWave) {
    const wave = pictures.slice(start, start + mostInWave);
    for (const [index, picture] of wave.entries()) {
      if (index % 2 === 0) {
        for (const reporter of brigade.keys()) await reportAndCount(picture, reporter);
      } else {
        await Promise.all([...brigade.keys()].map((reporter) => reportAndCount(picture, reporter)));
      }
    }
    // Their buckets fill up again.
    room.advance(mostInWave * minuteMs);
  }
}

async function openReports(): Promise<number> {
  const { rows } = await room.client.query<{ count: number }>(
    `select count(*)::int as count from reports where state = 'open'`,
  );
  return rows[0]?.count ?? 0;
}

test('at most one established picture at a time, and nothing by who was found wrong', async () => {
  const established: Posted[] = [];
  const strangers: Posted[] = [];
  for (let one = 0; one < 40; one++) established.push(await shown(room, `member-${one % 20}`, 'trusted'));
  for (let one = 0; one < 10; one++) strangers.push(await shown(room, `stranger-${one % 5}`, 'known'));
  const pictures = [...strangers.slice(0, 5), ...established, ...strangers.slice(5)];

  await round(pictures);
  expect(taken).toBe(1000);
  expect(mostHidden).toBe(1);
  // Twenty may hide two each of those that are of low trust, so there all ten are hidden until somebody has looked.
  expect(await hiddenOf(false)).toBe(10);
  expect(await openReports()).toBe(1000);

  // A moderator looks at every one of them and lets it stand.
  for (const { uploadId } of pictures) await room.verifier.decideHold({ uploadId, action: 'release', by: mona });
  expect(await openReports()).toBe(0);
  for (const picture of pictures) expect(await isPublic(room, picture)).toBe(true);

  // The second round: the same pictures, and ten new ones that none of them reported before.
  const more: Posted[] = [];
  for (let one = 0; one < 5; one++) more.push(await shown(room, `member-${one}`, 'trusted'));
  for (let one = 0; one < 5; one++) more.push(await shown(room, `newer-stranger-${one}`, 'known'));
  mostHidden = 0;
  await round([...pictures, ...more]);
  expect(taken).toBe(2200);
  expect([mostHidden, await hiddenOf(false)]).toEqual([0, 0]);
  for (const picture of [...pictures, ...more]) expect(await isPublic(room, picture)).toBe(true);

  // None that hid anything had been found wrong by then.
  const { rows } = await room.client.query(
    `select 1 from reports hiding join decisions d on d.upload_id = hiding.upload_id and d.type = 'hidden'
     join reports earlier on earlier.account_id = hiding.account_id and earlier.state = 'wrong'
     where hiding.hides and earlier.settled_at < d.at`,
  );
  expect(rows).toEqual([]);

  // And the button still works for everybody else.
  const last = more.at(-1) ?? { uploadId: '', address: '' };
  await room.verifier.report({ uploadId: last.uploadId, accountId: 'honest', reason: 'sexual', tier: 'trusted' });
  expect(await isPublic(room, last)).toBe(false);
  expect(room.errors).toEqual([]);
}, 600_000);

test('while somebody looks at them one by one, the brigade gets no second picture for the first', async () => {
  const victims: Posted[] = [];
  for (let one = 0; one < 6; one++) victims.push(await shown(room, `victim-${one}`, 'trusted'));
  const newcomers = Array.from({ length: 4 }, (_, index) => `late-brigade-${index}`);
  let hidden = 0;
  for (const picture of victims) {
    for (const accountId of newcomers) {
      await room.verifier.report({ uploadId: picture.uploadId, accountId, reason: 'child', tier: 'trusted' });
      const established = await hiddenOf(true);
      expect(established).toBeLessThanOrEqual(1);
      if (established === 0) continue;
      hidden += 1;
      await room.verifier.decideHold({ uploadId: picture.uploadId, action: 'release', by: mona });
    }
  }
  // Two of them spent their one mistake on the first, the other two on the same picture or the second.
  expect(hidden).toBeLessThanOrEqual(2);
  expect(hidden).toBeGreaterThan(0);
}, 120_000);
