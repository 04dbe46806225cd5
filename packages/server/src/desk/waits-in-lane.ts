import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import type { Queries } from '../database/database.js';
import { reports, uploads } from '../database/schema.js';

/** Ordinary pictures, or those that only the safety officer looks at. */
export type Lane = 'ordinary' | 'severe';

/**
 * The condition for all `uploads` that stand at the desk of a lane: held ones, in the severe lane also those that were withdrawn or
 * expired; hidden ones; shown ones with an open report. As three lists of ids, each by an index: a condition with `or`
 * would read every picture that is shown.
 */
export function waitsInLane(queries: Queries, lane: Lane): SQL {
  const severe = eq(uploads.severe, lane === 'severe');
  const { outcome, state } = uploads;
  const open = ['unattached', 'attached'] as const;
  const held = queries
    .select({ id: uploads.id })
    .from(uploads)
    .where(
      and(
        eq(outcome, 'held'),
        severe,
        inArray(state, lane === 'severe' ? [...open, 'withdrawn', 'expired'] : [...open]),
      ),
    );
  const hidden = queries
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(eq(outcome, 'allowed'), eq(state, 'hidden'), severe));
  const reported = queries
    .select({ id: uploads.id })
    .from(reports)
    .innerJoin(uploads, eq(uploads.id, reports.uploadId))
    .where(and(eq(reports.state, 'open'), eq(outcome, 'allowed'), eq(state, 'attached'), severe));
  return inArray(uploads.id, unionAll(held, hidden, reported));
}

/**
 * How urgent a picture is, 0 before 3: hidden because people objected to it; reported by somebody whose word weighs something;
 * public otherwise, or hidden by the curtain alone; never public. Reports that weigh nothing are free, and one press of the
 * curtain hides hundreds: neither may push what people objected to off the first page.
 */
export const urgency: SQL<number> = sql<number>`(case
  when ${uploads.outcome} <> 'allowed' then 3
  when ${uploads.state} = 'hidden' and ${uploads.hiddenBy} is distinct from 'curtain' then 0
  when exists (
    select 1 from ${reports} as weighty
    where weighty.upload_id = ${uploads.id} and weighty.state = 'open' and weighty.weight > 0
  ) then 1
  else 2 end)`;

/** By what the desk groups: the account, or the group of pictures that look alike. */
export function groupKey(kind: 'account' | 'likeness'): SQL<string> {
  return kind === 'account'
    ? sql<string>`${uploads.accountId}`
    : sql<string>`coalesce(${uploads.clusterId}, ${uploads.id})`;
}
