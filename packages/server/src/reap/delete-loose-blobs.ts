import { and, eq, lte, sql } from 'drizzle-orm';
import { looseBlobs } from '../database/schema.js';
import { lockAgainstOrders, notLegallyHeld } from '../records/legally-held.js';
import type { Services } from '../services.js';

/** Blobs that one call looks at; the next call goes on. */
const mostDeleted = 500;

/**
 * Deletes the blobs that no row refers to. Those of an upload under an order stay, though an order came too late for their
 * rows: they go once it is lifted. Throws where the store does; what is left waits for the next call.
 */
export async function deleteLooseBlobs(services: Services): Promise<void> {
  // Every blob's key names its upload, see blob-keys.ts.
  const mayGo = notLegallyHeld({ uploadId: sql`split_part(${looseBlobs.key}, '/', 2)` });
  const due = await services.database
    .select({ key: looseBlobs.key })
    .from(looseBlobs)
    .where(and(lte(looseBlobs.dueAt, services.clock()), mayGo))
    .limit(mostDeleted);
  for (const { key } of due) {
    // The row is removed first and its lock held: a transaction that wants to make this blob firm waits, then fails.
    await services.database.transaction(async (transaction) => {
      await lockAgainstOrders(transaction);
      const taken = await transaction
        .delete(looseBlobs)
        .where(and(eq(looseBlobs.key, key), lte(looseBlobs.dueAt, services.clock()), mayGo))
        .returning({ key: looseBlobs.key });
      if (taken.length === 1) await services.blobs.delete(key);
    });
  }
}
