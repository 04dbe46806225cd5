import { and, eq, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { reports } from '../database/schema.js';
import type { Services } from '../services.js';

/**
 * Notes what a person found of the open reports of these uploads, in the transaction of the decision: a rejected or taken
 * down picture confirms them, a kept or released one makes them wrong.
 */
export async function settleReports(
  transaction: Queries,
  uploadIds: readonly string[],
  found: 'confirmed' | 'wrong',
  services: Pick<Services, 'clock'>,
): Promise<void> {
  if (uploadIds.length === 0) return;
  await transaction
    .update(reports)
    .set({ state: found, settledAt: services.clock() })
    .where(and(inArray(reports.uploadId, [...uploadIds]), eq(reports.state, 'open')));
}

/** Opens the reports of an upload again whose decision was undone. */
export async function reopenReports(transaction: Queries, uploadId: string): Promise<void> {
  await transaction.update(reports).set({ state: 'open', settledAt: null }).where(eq(reports.uploadId, uploadId));
}
