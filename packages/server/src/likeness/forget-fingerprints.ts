import { and, lt } from 'drizzle-orm';
import { fingerprints } from '../database/schema.js';
import { lockAgainstOrders, notLegallyHeld } from '../records/legally-held.js';
import type { Services } from '../services.js';

/**
 * Deletes the fingerprints that are older than the window in which pictures are compared: nothing reads them any more. Those
 * of uploads under an order stay.
 */
export async function forgetFingerprints(services: Services): Promise<void> {
  const before = services.clock() - services.policy.likeness.window;
  await services.database.transaction(async (transaction) => {
    await lockAgainstOrders(transaction);
    await transaction
      .delete(fingerprints)
      .where(and(lt(fingerprints.at, before), notLegallyHeld({ uploadId: fingerprints.uploadId })));
  });
}
