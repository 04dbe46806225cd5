import { and, desc, eq, gt, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { stoppedNotices, uploads } from '../database/schema.js';
import type { ServerPolicy } from '../policy/server-policy.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/** Refused because its exact digest, or that of the file it was made of, is on a block bank: by upload or precheck. */
const refusedByDigest = and(
  eq(uploads.outcome, 'refused'),
  or(
    sql`${uploads.reasons} @> '[{"code":"digest-listed"}]'::jsonb`,
    sql`${uploads.reasons} @> '[{"code":"source-listed"}]'::jsonb`,
  ),
);

/**
 * Refuses a further upload of an account whose device stopped, or whose digests were refused, several times within
 * minutes: for half an hour it may send one picture every few minutes. A rate limit and no more: worked out anew each
 * time from what happened lately, it leaves no mark on the member, never touches text, and never an appeal. What quotas
 * answered does not count. Asked before the dear part and again in the transaction that stores, under the account's lock.
 */
export async function slowed(
  queries: Queries,
  upload: { readonly accountId: string; readonly appealed: boolean },
  services: Pick<Services, 'policy' | 'clock'>,
): Promise<Refused | null> {
  if (upload.appealed) return null;
  const { accountId } = upload;
  const rules = services.policy.stopped;
  const now = services.clock();
  const until = slowedUntil(await stopsOf(queries, accountId, now, rules), rules);
  if (until === null || until <= now) return null;
  const [last] = await queries
    .select({ at: uploads.createdAt })
    .from(uploads)
    .where(
      and(
        eq(uploads.accountId, accountId),
        eq(uploads.appealed, false),
        // Not a refused precheck, which alone has an end and this outcome: nothing was sent.
        or(ne(uploads.outcome, 'refused'), isNull(uploads.expiresAt)),
        gt(uploads.createdAt, now - rules.slowedEvery),
        lte(uploads.createdAt, now),
      ),
    )
    .orderBy(desc(uploads.createdAt))
    .limit(1);
  if (last === undefined) return null;
  const seconds = Math.max(1, Math.ceil((Math.min(until, last.at + rules.slowedEvery) - now) / 1000));
  return refuse('rate-limited', `Too many pictures in a short time. Try again in ${seconds} s; nothing was lost.`, {
    retryAfterSeconds: seconds,
  });
}

/** Until when these stops (ms since the epoch, ascending) slow an account; null where too few lie close together. */
export function slowedUntil(
  stops: readonly number[],
  rules: Pick<ServerPolicy['stopped'], 'slowedAfter' | 'slowedWithin' | 'slowedFor'>,
): number | null {
  const { slowedAfter, slowedWithin, slowedFor } = rules;
  const last = stops.findLast((at, index) => {
    const first = stops[index - slowedAfter + 1];
    return first !== undefined && at - first <= slowedWithin;
  });
  return last === undefined ? null : last + slowedFor;
}

/** True where this upload was refused for an exact digest. */
export async function isRefusedByDigest(queries: Queries, uploadId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(eq(uploads.id, uploadId), refusedByDigest));
  return rows.length > 0;
}

/** When the account's device stopped something or a digest was refused, ascending: all that can matter at `now`. */
async function stopsOf(
  queries: Queries,
  accountId: string,
  now: number,
  rules: ServerPolicy['stopped'],
): Promise<number[]> {
  const { slowedAfter, slowedWithin, slowedFor } = rules;
  const reach = slowedFor + slowedWithin;
  // Were so many of the newest all too far apart, the oldest of them would be out of reach: older ones cannot matter.
  const most = slowedAfter * Math.ceil(reach / slowedWithin);
  const noticed = await queries
    .select({ at: stoppedNotices.at })
    .from(stoppedNotices)
    .where(
      and(eq(stoppedNotices.accountId, accountId), gt(stoppedNotices.at, now - reach), lte(stoppedNotices.at, now)),
    )
    .orderBy(desc(stoppedNotices.at))
    .limit(most);
  const refused = await queries
    .select({ at: uploads.createdAt })
    .from(uploads)
    .where(
      and(
        eq(uploads.accountId, accountId),
        eq(uploads.appealed, false),
        gt(uploads.createdAt, now - reach),
        lte(uploads.createdAt, now),
        refusedByDigest,
      ),
    )
    .orderBy(desc(uploads.createdAt))
    .limit(most);
  return [...noticed, ...refused].map(({ at }) => at).sort((a, b) => a - b);
}
