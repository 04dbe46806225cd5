import type { Queries } from '../database/database.js';
import type { Services } from '../services.js';

/** Which of the breaker's levels reach one upload now. */
export interface Levels {
  /** Level 1 of its account. */
  readonly account: boolean;
  /** Level 1 of the pictures that look like it. */
  readonly cluster: boolean;
  /** Level 2: all pictures of low trust. */
  readonly forum: boolean;
}

/** The levels that reach this account and group of pictures at this moment. */
export async function readLevels(
  _queries: Queries,
  _about: { readonly accountId: string; readonly clusterId: string | null },
  _services: Services,
): Promise<Levels> {
  return { account: false, cluster: false, forum: false };
}
