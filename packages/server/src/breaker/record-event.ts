import type { Queries } from '../database/database.js';
import { breakerEvents } from '../database/schema.js';
import type { Services } from '../services.js';

/**
 * What moves the breaker. Hits are confirmed: an exact or near match on an operator's list, a moderator's rejection, a
 * report that a moderator confirmed; `retracted` takes all hits of its upload back. Notices, refused
 * prechecks and uneasy classifiers are free to forge. A disagreement between claim and measurement is not among them.
 */
export const breakerEventKinds = [
  'bank-match',
  'rejected',
  'report-confirmed',
  'retracted',
  'stopped-notice',
  'precheck-refused',
  'uneasy',
] as const;

/** One of {@link breakerEventKinds}. */
export type BreakerEventKind = (typeof breakerEventKinds)[number];

/** One event, before it has its place in the log. */
export interface BreakerEventDraft {
  readonly kind: BreakerEventKind;
  readonly accountId: string;
  readonly clusterId: string | null;
  readonly uploadId: string | null;
}

/** Writes one event into the log, in the transaction that made it true. */
export async function recordBreakerEvent(
  transaction: Queries,
  draft: BreakerEventDraft,
  services: Pick<Services, 'clock'>,
): Promise<void> {
  await recordBreakerEvents(transaction, [draft], services);
}

/** The same for many in one statement, in this order; the caller bounds how many. */
export async function recordBreakerEvents(
  transaction: Queries,
  drafts: readonly BreakerEventDraft[],
  services: Pick<Services, 'clock'>,
): Promise<void> {
  if (drafts.length === 0) return;
  const at = services.clock();
  await transaction.insert(breakerEvents).values(drafts.map((draft) => ({ ...draft, at })));
}
