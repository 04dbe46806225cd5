import { and, eq, lte } from 'drizzle-orm';
import { looseBlobs } from '../database/schema.js';
import type { Services } from '../services.js';

/** Blobs that one call looks at; the next call goes on. */
const mostDeleted = 500;

/** Deletes the blobs that no row refers to. Throws where the store does; what is left waits for the next call. */
export async function deleteLooseBlobs(services: Services): Promise<void> {
  const due = await services.database
    .select({ key: looseBlobs.key })
    .from(looseBlobs)
    .where(lte(looseBlobs.dueAt, services.clock()))
    .limit(mostDeleted);
  for (const { key } of due) {
    // The row is removed first and its lock held: a transaction that wants to make this blob firm waits, then fails.
    await services.database.transaction(async (transaction) => {
      const taken = await transaction
        .delete(looseBlobs)
        .where(and(eq(looseBlobs.key, key), lte(looseBlobs.dueAt, services.clock())))
        .returning({ key: looseBlobs.key });
      if (taken.length === 1) await services.blobs.delete(key);
    });
  }
}
