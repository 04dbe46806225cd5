import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { reports, uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import type { TrackRecord } from './reporter-weight.js';

/**
 * How often each of these reporters was right and wrong within `reports.historyLasts`. Pictures that look alike count once:
 * twenty copies of one bad picture, posted by a friend, would otherwise buy twenty wrong reports.
 */
export async function trackRecordsOf(
  queries: Queries,
  reporters: readonly string[],
  services: Pick<Services, 'policy' | 'clock'>,
): Promise<(accountId: string) => TrackRecord> {
  const groups = sql`distinct coalesce(${uploads.clusterId}, ${uploads.id})`;
  const rows = await queries
    .select({
      accountId: reports.accountId,
      right: sql<number>`(count(${groups}) filter (where ${reports.state} = 'confirmed'))::int`,
      wrong: sql<number>`(count(${groups}) filter (where ${reports.state} = 'wrong'))::int`,
    })
    .from(reports)
    .innerJoin(uploads, eq(uploads.id, reports.uploadId))
    .where(
      and(
        inArray(reports.accountId, [...reporters]),
        inArray(reports.state, ['confirmed', 'wrong']),
        gt(reports.settledAt, services.clock() - services.policy.reports.historyLasts),
      ),
    )
    .groupBy(reports.accountId);
  const records = new Map(rows.map(({ accountId, right, wrong }) => [accountId, { right, wrong }]));
  return (accountId) => records.get(accountId) ?? { right: 0, wrong: 0 };
}
