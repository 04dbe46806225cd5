import { type BreakerEvent, defaultServerPolicy, parseServerPolicy, type ServerPolicy } from '@safeupload/server';
import fc from 'fast-check';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The first moment of every log. */
export const start = Date.UTC(2026, 0, 10);
/** The last moment of every log: longer than anything is remembered. */
export const end = start + 72 * hourMs;

const accounts = ['anna', 'ben', 'cleo', 'dora', 'emil'];
const clusters = ['sunset', 'cat', 'rash', null];
const hits = ['bank-match', 'rejected', 'report-confirmed'];
const forgeable = ['stopped-notice', 'precheck-refused', 'uneasy'];

/** A moment of the log; whole minutes, so that many events share one. */
export const moments: fc.Arbitrary<number> = fc.integer({ min: 0, max: (end - start) / minuteMs }).map(toMoment);

function toMoment(minute: number): number {
  return start + minute * minuteMs;
}

/** Moments near each other, as in a night; clocks of several servers, so not in order. */
const nights = fc.record({
  from: fc.integer({ min: 0, max: 48 * 60 }),
  span: fc.constantFrom(1, 20, 90, 600, 4000),
});

/** One event of one of these kinds, without its place in the log. */
function drafts(kinds: readonly string[]) {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    accountId: fc.constantFrom(...accounts),
    clusterId: fc.constantFrom(...clusters),
    uploadId: fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5', 'u6', null),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });
}

/** Logs of these kinds: ids without order of time, moments that repeat. */
export function logs(
  kinds: readonly string[] = [...hits, ...hits, 'retracted', ...forgeable, 'paged'],
  most = 40,
): fc.Arbitrary<BreakerEvent[]> {
  return fc.tuple(nights, fc.array(drafts(kinds), { maxLength: most })).map(([{ from, span }, made]) =>
    made.map(({ part, ...draft }, index) => ({
      ...draft,
      id: index + 1,
      at: Math.min(end, toMoment(from + Math.floor(part * span))),
    })),
  );
}

/** Logs in which nothing is confirmed. */
export const forgedLogs = logs([...forgeable, 'retracted', 'disagreement'], 80);

/** One confirmed hit, to be added to a log. */
export const moreHits: fc.Arbitrary<Omit<BreakerEvent, 'id'>> = fc
  .tuple(drafts(hits), moments)
  .map(([{ part: _, ...draft }, at]) => ({ ...draft, at }));

/** The numbers of a policy that the parser takes: short ones, so that everything happens within a log. */
export const breakerRules: fc.Arbitrary<ServerPolicy['breaker']> = fc
  .record({
    accountsForForum: fc.integer({ min: 2, max: 4 }),
    together: fc.integer({ min: 1, max: 120 }),
    forumLasts: fc.integer({ min: 1, max: 180 }),
    accountLasts: fc.integer({ min: 1, max: 1500 }),
    forgeableNeeded: fc.integer({ min: 1, max: 4 }),
    forgeableTogether: fc.integer({ min: 1, max: 30 }),
    forgeableLasts: fc.integer({ min: 1, max: 60 }),
    slack: fc.constantFrom(1, 30, 1000),
  })
  .map(({ slack, accountsForForum, forgeableNeeded, ...minutes }) => {
    const longest = Math.max(
      minutes.together + minutes.forumLasts,
      minutes.accountLasts,
      minutes.forgeableTogether + minutes.forgeableLasts,
    );
    const inMs = Object.fromEntries(Object.entries(minutes).map(([name, count]) => [name, count * minuteMs]));
    const breaker = { accountsForForum, forgeableNeeded, ...inMs, remembered: (longest + slack) * minuteMs };
    return parseServerPolicy({ ...defaultServerPolicy, breaker }).breaker;
  });

/** Whose upload is asked about. */
export const askers = fc.record({
  accountId: fc.constantFrom(...accounts, 'fred'),
  clusterId: fc.constantFrom(...clusters),
  lowTrust: fc.boolean(),
});
