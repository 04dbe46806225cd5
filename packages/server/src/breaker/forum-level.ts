import type { ServerPolicy } from '../policy/server-policy.js';
import type { Hit } from './breaker-event.js';
import { forumReason } from './level-reasons.js';
import type { RaisedLevel } from './raised-level.js';

/** Level 2 while it stands. */
interface Standing {
  readonly since: number;
  /** The last hit, of whichever account. */
  readonly lastHit: number;
  /** The last hit at which enough accounts stood together. */
  readonly lastTogether: number;
  /** The most accounts that stood together. */
  readonly accounts: number;
}

/**
 * Level 2, or null. It rises with the hit that makes enough different accounts stand together. While it is up every
 * further hit of any account prolongs it, so that it does not end at the first pause; it ends by time alone. What one
 * account does alone prolongs it for `remembered − together` after others were last part of it (47 hours by default),
 * not for ever: nobody alone holds up everybody else's newcomers. Takes the hits in order.
 */
export function forumLevel(hits: readonly Hit[], now: number, rules: ServerPolicy['breaker']): RaisedLevel | null {
  const newest = new Map<string, number>();
  let standing: Standing | null = null;
  for (const { at, accountId } of hits) {
    // Set anew, so that the map stays in the order of time and what is too old stands at its head.
    newest.delete(accountId);
    newest.set(accountId, at);
    for (const [account, last] of newest) {
      if (at - last <= rules.together) break;
      newest.delete(account);
    }
    standing = standingAfter(standing, { at, accounts: newest.size }, rules);
  }
  if (standing === null || now >= endOf(standing, rules)) return null;
  const { since, accounts } = standing;
  const expiresAt = endOf(standing, rules);
  const reason = forumReason({ accounts, together: rules.together, since, expiresAt });
  return { level: 2, scope: { kind: 'forum' }, lowTrustOnly: true, reason, since, expiresAt };
}

function standingAfter(
  before: Standing | null,
  hit: { readonly at: number; readonly accounts: number },
  rules: ServerPolicy['breaker'],
): Standing | null {
  const { at, accounts } = hit;
  const still = before !== null && at < endOf(before, rules) ? before : null;
  if (accounts >= rules.accountsForForum) {
    return {
      since: still?.since ?? at,
      lastHit: at,
      lastTogether: at,
      accounts: Math.max(accounts, still?.accounts ?? 0),
    };
  }
  return still === null ? null : { ...still, lastHit: at };
}

/** All hits that this end rests on are younger than `remembered` until then, so forgetting older ones changes nothing. */
function endOf(standing: Standing, rules: ServerPolicy['breaker']): number {
  return Math.min(standing.lastHit + rules.forumLasts, standing.lastTogether + rules.remembered - rules.together);
}
