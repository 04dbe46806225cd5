import { lte } from 'drizzle-orm';
import { breakerEvents } from '../database/schema.js';
import type { Services } from '../services.js';

/** Deletes the events that no level can rest on any more: the log is no file on a member. One statement. */
export async function forgetBreakerEvents(services: Pick<Services, 'database' | 'clock' | 'policy'>): Promise<void> {
  await services.database
    .delete(breakerEvents)
    .where(lte(breakerEvents.at, services.clock() - services.policy.breaker.remembered));
}
