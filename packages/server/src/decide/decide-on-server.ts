import { type Action, type Evidence, stricterOf, type Verdict } from '@safeupload/sdk/core';
import type { BankMatch } from '../banks/bank-matches.js';
import type { Tier } from '../identity.js';
import { deviceFailures, type Failure } from '../policy/failures.js';
import type { ServerPolicy } from '../policy/server-policy.js';
import type { ServerReason, ServerVerdict } from './server-verdict.js';

/** Everything the server's verdict rests on. */
export interface Grounds {
  /** What the server measured itself; null where it could not (then `failures` says why). */
  readonly evidence: Pick<Evidence, 'models'> | null;
  readonly matches: readonly BankMatch[];
  /** What the server could not do. */
  readonly failures: readonly Failure[];
  /** The device's verdict, where a verified claim came along. It can only make this one stricter. */
  readonly claimed: Verdict | null;
  readonly appealed: boolean;
  readonly tier: Tier;
}

/**
 * The server's verdict on its own evidence. Exact digests on a block bank refuse; a fingerprint alone holds, because
 * fingerprints can be forged to collide; scores alone never refuse; whatever could not be finished holds.
 */
export function decideOnServer(grounds: Grounds, policy: ServerPolicy): ServerVerdict {
  const reasons: ServerReason[] = [];
  let action: Action = 'allow';
  let severe = false;
  const say = (stricter: Action, reason: ServerReason) => {
    action = stricterOf(action, stricter);
    reasons.push(reason);
  };

  const vetted = grounds.matches.some((match) => match.by === 'digest' && match.bank.meaning === 'allow');
  for (const match of grounds.matches) {
    const { bank } = match;
    if (bank.meaning === 'allow') continue;
    const refuses = bank.meaning === 'block' && (match.by === 'digest' || (match.by === 'source' && bank.disclosable));
    // A picture that people vetted byte for byte is not held for looking like another.
    if (match.by === 'fingerprint' && vetted) continue;
    say(refuses ? 'block' : 'hold', { code: `${match.by}-listed`, bank: bank.name });
    severe ||= bank.severe;
  }

  const uneasy = grounds.evidence === null || vetted ? [] : uneasyModels(grounds.evidence, policy);
  if (uneasy.length > 0) say('hold', { code: 'risk-raised', models: uneasy.join(',') });
  if (grounds.claimed?.action === 'block') say('hold', { code: 'device-blocked' });
  if (grounds.appealed) say('hold', { code: 'appealed' });

  for (const failure of new Set([...deviceFailuresOf(grounds.claimed), ...ownFailures(grounds, policy)])) {
    const consequence = policy.failures[failure][grounds.tier];
    if (consequence !== 'allow') say(consequence, { code: 'unfinished', failure });
  }
  return { action, reasons, severe };
}

/** The models whose risk calls for a person: one alone above its own threshold, or all above the common one. */
function uneasyModels(evidence: Pick<Evidence, 'models'>, policy: ServerPolicy): string[] {
  const risks = new Map(evidence.models.map((model) => [model.id, model.risk]));
  const named = Object.entries(policy.holdAbove.alone);
  if (named.length > 1 && named.every(([id]) => (risks.get(id) ?? 0) > policy.holdAbove.all)) {
    return named.map(([id]) => id);
  }
  return named.filter(([id, threshold]) => (risks.get(id) ?? 0) > threshold).map(([id]) => id);
}

function deviceFailuresOf(claimed: Verdict | null): Failure[] {
  return deviceFailures.filter((failure) => claimed?.reasons.includes(failure) === true);
}

/** The failures told, and a classifier that should have spoken and did not. */
function ownFailures(grounds: Grounds, policy: ServerPolicy): readonly Failure[] {
  const spoke = new Set(grounds.evidence?.models.map((model) => model.id));
  const allSpoke = Object.keys(policy.holdAbove.alone).every((id) => spoke.has(id));
  // Where a bank refused the bytes unread, measuring never began and is not missing.
  const refusedUnread = grounds.evidence === null && grounds.matches.length > 0 && grounds.failures.length === 0;
  return allSpoke || refusedUnread || grounds.failures.length > 0 ? grounds.failures : ['classifier-failed'];
}
