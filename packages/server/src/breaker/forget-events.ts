import { and, lte } from 'drizzle-orm';
import { breakerEvents } from '../database/schema.js';
import { lockAgainstOrders, notLegallyHeld } from '../records/legally-held.js';
import type { Services } from '../services.js';

/**
 * Deletes the events that no level can rest on any more: the log is no file on a member. Those of an account or upload under
 * an order stay, and still move nothing.
 */
export async function forgetBreakerEvents(services: Pick<Services, 'database' | 'clock' | 'policy'>): Promise<void> {
  const { uploadId, accountId, at } = breakerEvents;
  await services.database.transaction(async (transaction) => {
    await lockAgainstOrders(transaction);
    await transaction
      .delete(breakerEvents)
      .where(
        and(lte(at, services.clock() - services.policy.breaker.remembered), notLegallyHeld({ uploadId, accountId })),
      );
  });
}
