import { and, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { derivatives } from '../database/schema.js';
import { makeLoose } from '../loose-blobs.js';
import { notLegallyHeld } from '../records/legally-held.js';

/**
 * Removes the derivatives of uploads and gives their blobs to the reaper, but for those that an order forbids to delete: these
 * go with their original, once the order is lifted. The caller's transaction began with `lockAgainstOrders`.
 */
export async function forgetDerivatives(transaction: Queries, uploadIds: readonly string[], at: number): Promise<void> {
  if (uploadIds.length === 0) return;
  const gone = await transaction
    .delete(derivatives)
    .where(and(inArray(derivatives.uploadId, [...uploadIds]), notLegallyHeld({ uploadId: derivatives.uploadId })))
    .returning({ blobKey: derivatives.blobKey });
  await makeLoose(
    transaction,
    gone.map(({ blobKey }) => blobKey),
    at,
  );
}
