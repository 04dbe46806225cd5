import type { ServerPolicy } from '../policy/server-policy.js';
import type { Hit } from './breaker-event.js';
import { hitReason } from './level-reasons.js';
import type { RaisedLevel } from './raised-level.js';

/**
 * Level 1 of every account that a hit was confirmed of, or of every group of pictures that look like one that was: from
 * the first hit until `accountLasts` after the last. Takes the hits in order.
 */
export function hitLevels(
  hits: readonly Hit[],
  kind: 'account' | 'cluster',
  now: number,
  rules: ServerPolicy['breaker'],
): RaisedLevel[] {
  const standing = new Map<string, { readonly since: number; readonly last: Hit }>();
  for (const hit of hits) {
    const id = kind === 'account' ? hit.accountId : hit.clusterId;
    if (id === null) continue;
    const before = standing.get(id);
    const goesOn = before !== undefined && hit.at < before.last.at + rules.accountLasts;
    standing.set(id, { since: goesOn ? before.since : hit.at, last: hit });
  }
  const raised: RaisedLevel[] = [];
  for (const [id, { since, last }] of standing) {
    const expiresAt = last.at + rules.accountLasts;
    if (now >= expiresAt) continue;
    const reason = hitReason({ scope: kind, kind: last.kind, at: last.at, expiresAt });
    raised.push({ level: 1, scope: { kind, id }, lowTrustOnly: false, reason, since, expiresAt });
  }
  return raised;
}
