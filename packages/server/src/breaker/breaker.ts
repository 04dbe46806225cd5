import type { ServerPolicy } from '../policy/server-policy.js';
import type { BreakerEvent } from './breaker-event.js';
import { eventsThatCount } from './events-that-count.js';
import { forgeableLevels } from './forgeable-levels.js';
import { forumLevel } from './forum-level.js';
import { hitLevels } from './hit-levels.js';
import type { RaisedLevel } from './raised-level.js';

/** The breaker at one moment. */
export interface BreakerState {
  /** 2 while the forum is raised, 1 while anything else is, 0 otherwise. */
  readonly level: 0 | 1 | 2;
  /** Level 2 first, then the newest. */
  readonly raised: readonly RaisedLevel[];
}

/**
 * The breaker's levels at `now`, from its log and nothing else: the same rows in any order, also read twice, give the same
 * state, today and after a restart. Hits raise their account and what looks like their picture, those of several accounts
 * the forum; what is free to forge raises no more than its own account, for low trust. Levels end by time or because what raised them
 * was taken back; nothing else lowers them.
 */
export function breakerAt(events: readonly BreakerEvent[], now: number, rules: ServerPolicy['breaker']): BreakerState {
  const { hits, forgeable } = eventsThatCount(events, now, rules);
  const forum = forumLevel(hits, now, rules);
  const single = [
    ...hitLevels(hits, 'account', now, rules),
    ...hitLevels(hits, 'cluster', now, rules),
    ...forgeableLevels(forgeable, now, rules),
  ].sort((one, other) => other.since - one.since);
  const raised = forum === null ? single : [forum, ...single];
  return { level: raised[0]?.level ?? 0, raised };
}
