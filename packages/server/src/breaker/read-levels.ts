import type { Queries } from '../database/database.js';
import type { Services } from '../services.js';
import { type BreakerState, breakerAt } from './breaker.js';
import { confirmedEvents, forgeableEvents } from './load-events.js';

/** Which of the breaker's levels reach one upload now. */
export interface Levels {
  /** Level 1 of its account, by a confirmed hit: its pictures wait whoever it is. */
  readonly account: boolean;
  /** Level 1 of its account, by what is free to forge: its pictures wait while it is of low trust. */
  readonly accountForgeable: boolean;
  /** Level 1 of the pictures that look like it. */
  readonly cluster: boolean;
  /** Level 2: all pictures of low trust. */
  readonly forum: boolean;
}

/**
 * The levels that reach this account and group of pictures at this moment: the log folded anew each time, so that there is
 * no state that a crash could lose or a second server not know. Two queries by index.
 */
export async function readLevels(
  queries: Queries,
  about: { readonly accountId: string; readonly clusterId: string | null },
  services: Pick<Services, 'clock' | 'policy'>,
): Promise<Levels> {
  const now = services.clock();
  const events = [
    ...(await confirmedEvents(queries, about, services)),
    ...(await forgeableEvents(queries, about.accountId, services)),
  ];
  return levelsReaching(breakerAt(events, now, services.policy.breaker), about);
}

/** Those of the raised levels that reach this account and group of pictures. */
export function levelsReaching(
  { raised }: Pick<BreakerState, 'raised'>,
  about: { readonly accountId: string; readonly clusterId: string | null },
): Levels {
  const own = raised.filter(({ scope }) => scope.kind === 'account' && scope.id === about.accountId);
  return {
    account: own.some(({ lowTrustOnly }) => !lowTrustOnly),
    accountForgeable: own.some(({ lowTrustOnly }) => lowTrustOnly),
    cluster: raised.some(({ scope }) => scope.kind === 'cluster' && scope.id === about.clusterId),
    forum: raised.some(({ scope }) => scope.kind === 'forum'),
  };
}
