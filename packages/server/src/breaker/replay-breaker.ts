import type { ServerPolicy } from '../policy/server-policy.js';
import { type BreakerState, breakerAt } from './breaker.js';
import type { BreakerEvent } from './breaker-event.js';
import { endedReason } from './level-reasons.js';
import type { LevelScope, RaisedLevel } from './raised-level.js';

/** One change of the breaker, for people who want to know what happened at night. */
export interface BreakerTransition {
  /** ms since the epoch. */
  readonly at: number;
  /** The breaker's level from then on. */
  readonly level: 0 | 1 | 2;
  /** What rose, was prolonged or ended. */
  readonly scope: LevelScope;
  /** A plain sentence: why it stands and until when, or why no longer. */
  readonly sentence: string;
}

/** Events that are replayed at most, the newest by place in the log: some nights; each costs a fold of the whole. */
const mostReplayed = 2000;

/**
 * Plays the log again, from the first event until the last level has ended, and tells every change in order: the same log
 * always tells the same story. It is the breaker's own fold, asked at every moment at which something can change.
 */
export function replayBreaker(
  events: readonly BreakerEvent[],
  policy: Pick<ServerPolicy, 'breaker'>,
): BreakerTransition[] {
  const log = [...new Map(events.map((event) => [event.id, event])).values()]
    .sort((one, other) => one.id - other.id)
    .slice(-mostReplayed);
  const times = [...new Set(log.map(({ at }) => at))].sort((one, other) => one - other);
  const transitions: BreakerTransition[] = [];
  let state: BreakerState = { level: 0, raised: [] };
  let next = 0;
  // Each step passes an event or an end, and every end is one of four durations after an event.
  for (let step = 0; step <= 5 * times.length; step++) {
    const now = Math.min(times[next] ?? Number.POSITIVE_INFINITY, ...state.raised.map(({ expiresAt }) => expiresAt));
    if (now === Number.POSITIVE_INFINITY) break;
    if (times[next] === now) next += 1;
    const after = breakerAt(log, now, policy.breaker);
    transitions.push(...changesBetween(state, after, now));
    state = after;
  }
  return transitions;
}

function changesBetween(before: BreakerState, after: BreakerState, at: number): BreakerTransition[] {
  const stood = new Map(before.raised.map((raised) => [nameOf(raised), raised]));
  const stands = new Set(after.raised.map(nameOf));
  const changed = after.raised.filter((raised) => stood.get(nameOf(raised))?.expiresAt !== raised.expiresAt);
  const ended = before.raised.filter((raised) => !stands.has(nameOf(raised)));
  const { level } = after;
  return [
    ...ended.map((raised) => ({ at, level, scope: raised.scope, sentence: endedReason(raised, at) })),
    ...changed.map(({ scope, reason }) => ({ at, level, scope, sentence: reason })),
  ];
}

/** Tells one raised level from another of the same moment. */
function nameOf({ scope, lowTrustOnly }: RaisedLevel): string {
  return `${scope.kind} ${lowTrustOnly} ${scope.kind === 'forum' ? '' : scope.id}`;
}
