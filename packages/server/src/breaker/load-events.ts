import { and, desc, eq, gt, inArray, lte, or, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { breakerEvents } from '../database/schema.js';
import type { Services } from '../services.js';
import { type BreakerEvent, forgeableKinds, hitKinds } from './breaker-event.js';
import { mostFolded } from './events-that-count.js';

/**
 * Confirmed hits and what takes them back, as long as they are remembered. Where there are more than are folded, those of
 * this account and of what looks like this picture come first and then the newest: no flood of others' hits makes the
 * breaker forget them.
 */
export function confirmedEvents(
  queries: Queries,
  first: { readonly accountId: string; readonly clusterId: string | null } | null,
  services: Pick<Services, 'clock' | 'policy'>,
): Promise<BreakerEvent[]> {
  const now = services.clock();
  const own =
    first === null
      ? []
      : [
          desc(
            sql`(${or(eq(breakerEvents.accountId, first.accountId), eq(breakerEvents.clusterId, first.clusterId ?? ''))}) is true`,
          ),
        ];
  return queries
    .select()
    .from(breakerEvents)
    .where(
      and(
        inArray(breakerEvents.kind, [...hitKinds, 'retracted']),
        gt(breakerEvents.at, now - services.policy.breaker.remembered),
        lte(breakerEvents.at, now),
      ),
    )
    .orderBy(...own, desc(breakerEvents.at), desc(breakerEvents.id))
    .limit(mostFolded);
}

/**
 * The newest that is free to forge. Of one account: as long as a level of its can rest on it. For `null`, of all, as long
 * as it is remembered, so that it can be told since when a level stands.
 */
export function forgeableEvents(
  queries: Queries,
  accountId: string | null,
  services: Pick<Services, 'clock' | 'policy'>,
): Promise<BreakerEvent[]> {
  const now = services.clock();
  const { forgeableTogether, forgeableLasts, remembered } = services.policy.breaker;
  const youngest = accountId === null ? remembered : forgeableTogether + forgeableLasts;
  return queries
    .select()
    .from(breakerEvents)
    .where(
      and(
        accountId === null ? undefined : eq(breakerEvents.accountId, accountId),
        inArray(breakerEvents.kind, [...forgeableKinds]),
        gt(breakerEvents.at, now - youngest),
        lte(breakerEvents.at, now),
      ),
    )
    .orderBy(desc(breakerEvents.at), desc(breakerEvents.id))
    .limit(mostFolded);
}
