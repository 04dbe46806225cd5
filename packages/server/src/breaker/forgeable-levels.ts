import type { ServerPolicy } from '../policy/server-policy.js';
import type { Forgeable } from './breaker-event.js';
import { forgeableReason } from './level-reasons.js';
import type { RaisedLevel } from './raised-level.js';

/**
 * Level 1 of the accounts whose devices stopped something, or whose pictures made the classifiers uneasy, often enough
 * within a short time. Only for themselves, and only while they have little history: three beach photos of an established
 * parent must not hold up her other pictures (each that is uneasy waits by itself anyway). Takes the events in order.
 */
export function forgeableLevels(
  events: readonly Forgeable[],
  now: number,
  rules: ServerPolicy['breaker'],
): RaisedLevel[] {
  const { forgeableNeeded, forgeableTogether, forgeableLasts } = rules;
  const recent = new Map<string, number[]>();
  const standing = new Map<string, { readonly since: number; readonly last: number }>();
  for (const { accountId, at } of events) {
    const times = recent.get(accountId) ?? [];
    recent.set(accountId, times);
    times.push(at);
    // The last `forgeableNeeded` decide; what came before them is of no use any more.
    if (times.length > forgeableNeeded) times.shift();
    const [first = at] = times;
    if (times.length < forgeableNeeded || at - first > forgeableTogether) continue;
    const before = standing.get(accountId);
    const goesOn = before !== undefined && at < before.last + forgeableLasts;
    standing.set(accountId, { since: goesOn ? before.since : at, last: at });
  }
  const raised: RaisedLevel[] = [];
  for (const [id, { since, last }] of standing) {
    const expiresAt = last + forgeableLasts;
    if (now >= expiresAt) continue;
    const reason = forgeableReason({ times: forgeableNeeded, together: forgeableTogether, since, expiresAt });
    raised.push({ level: 1, scope: { kind: 'account', id }, lowTrustOnly: true, reason, since, expiresAt });
  }
  return raised;
}
