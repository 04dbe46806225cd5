import { and, asc, eq, gt, gte, inArray } from 'drizzle-orm';
import { recordBreakerEvent } from '../breaker/record-event.js';
import type { Queries } from '../database/database.js';
import { reports, uploads } from '../database/schema.js';
import type { Services } from '../services.js';

/**
 * Notes what a person found of the open reports of these uploads, in the transaction of the decision: a rejected or taken
 * down picture confirms them, a kept or released one makes them wrong. Where a confirmed report weighed something when it
 * came, that is a hit for the breaker, one of each upload; reports that weighed nothing raise no level.
 */
export async function settleReports(
  transaction: Queries,
  uploadIds: readonly string[],
  found: 'confirmed' | 'wrong',
  services: Pick<Services, 'clock'>,
): Promise<void> {
  if (uploadIds.length === 0) return;
  const open = and(inArray(reports.uploadId, [...uploadIds]), eq(reports.state, 'open'));
  const hits =
    found === 'wrong'
      ? []
      : await transaction
          .select({ uploadId: uploads.id, accountId: uploads.accountId, clusterId: uploads.clusterId })
          .from(uploads)
          .innerJoin(reports, eq(reports.uploadId, uploads.id))
          .where(and(open, gt(reports.weight, 0)))
          .groupBy(uploads.id)
          .orderBy(asc(uploads.id));
  await transaction.update(reports).set({ state: found, settledAt: services.clock() }).where(open);
  for (const hit of hits) await recordBreakerEvent(transaction, { kind: 'report-confirmed', ...hit }, services);
}

/**
 * Opens the reports of an upload again that a decision of this moment (ms since the epoch) settled, because it was undone.
 * What an earlier decision settled stays so: reports are settled after the decision is written, in its transaction.
 */
export async function reopenReports(transaction: Queries, uploadId: string, decidedAt: number): Promise<void> {
  await transaction
    .update(reports)
    .set({ state: 'open', settledAt: null })
    .where(and(eq(reports.uploadId, uploadId), gte(reports.settledAt, decidedAt)));
}
