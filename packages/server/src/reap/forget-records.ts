import { and, lt } from 'drizzle-orm';
import { records } from '../database/schema.js';
import { lockAgainstOrders, notLegallyHeld } from '../records/legally-held.js';
import type { Services } from '../services.js';

/** Deletes the sealed records of who sent what from where after `records.kept`, save those under an order. */
export async function forgetRecords(services: Services): Promise<void> {
  const before = services.clock() - services.policy.records.kept;
  await services.database.transaction(async (transaction) => {
    await lockAgainstOrders(transaction);
    await transaction
      .delete(records)
      .where(and(lt(records.at, before), notLegallyHeld({ uploadId: records.uploadId })));
  });
}
