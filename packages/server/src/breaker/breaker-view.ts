import type { Actor } from '../identity.js';
import type { Services } from '../services.js';

/** One raised level, for people. */
export interface RaisedLevel {
  readonly level: 1 | 2;
  readonly scope: { readonly kind: 'forum' } | { readonly kind: 'account' | 'cluster'; readonly id: string };
  /** A plain sentence: why. */
  readonly reason: string;
  /** ms since the epoch. */
  readonly since: number;
  readonly expiresAt: number;
}

/** The breaker as staff see it. */
export interface BreakerView {
  /** The forum's level: 2 while pictures of low trust wait everywhere, 1 while some account or cluster is raised. */
  readonly level: 0 | 1 | 2;
  /** One plain sentence about what waits and what does not. */
  readonly sentence: string;
  /** Level 2 first, then the newest; at most 100. */
  readonly raised: readonly RaisedLevel[];
}

/** The levels as they stand. Throws `role-missing`. */
export async function breakerView(_order: { readonly by: Actor }, _services: Services): Promise<BreakerView> {
  return { level: 0, sentence: 'Everything is as usual.', raised: [] };
}
