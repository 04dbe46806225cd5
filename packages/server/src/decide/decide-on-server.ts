import { type Action, type Evidence, type ModelScores, stricterOf, type Verdict } from '@safeupload/sdk/core';
import type { BankMatch } from '../banks/bank-matches.js';
import type { Tier } from '../identity.js';
import type { ModelFacts } from '../measurer.js';
import { deviceFailures, type Failure } from '../policy/failures.js';
import { expectedModels } from '../policy/hold-threshold.js';
import type { ServerPolicy } from '../policy/server-policy.js';
import type { ServerReason, ServerVerdict } from './server-verdict.js';
import { type Uneasy, uneasyModels } from './uneasy-models.js';

/** Everything the server's verdict rests on. */
export interface Grounds {
  /** What the server measured itself; null where it could not (then `failures` says why). */
  readonly evidence: Pick<Evidence, 'models'> | null;
  /** What the same models said of each view; absent where nothing but the whole picture was looked at. */
  readonly views?: readonly (readonly ModelScores[])[];
  /** The models as their manifests describe them: moderators are told the titles of the operator's own. */
  readonly models?: readonly ModelFacts[];
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

  if (grounds.evidence !== null && !vetted) {
    const uneasy = uneasyModels(grounds.evidence.models, grounds.views ?? [], policy);
    if (uneasy.ids.length > 0) say('hold', riskRaised(uneasy, grounds.models ?? [], policy));
  }
  if (grounds.claimed?.action === 'block') say('hold', { code: 'device-blocked' });
  if (grounds.appealed) say('hold', { code: 'appealed' });

  for (const failure of new Set([...deviceFailuresOf(grounds.claimed), ...ownFailures(grounds, policy)])) {
    const consequence = policy.failures[failure][grounds.tier];
    if (consequence !== 'allow') say(consequence, { code: 'unfinished', failure });
  }
  return { action, reasons, severe };
}

function riskRaised({ ids, inViewOnly }: Uneasy, models: readonly ModelFacts[], policy: ServerPolicy): ServerReason {
  const titles = models
    .filter(({ id }) => ids.includes(id) && !Object.hasOwn(policy.holdAbove.alone, id))
    .map(({ title }) => title);
  return {
    code: 'risk-raised',
    models: ids.join(','),
    ...(titles.length === 0 ? {} : { titles }),
    ...(inViewOnly ? { part: true } : {}),
  };
}

function deviceFailuresOf(claimed: Verdict | null): Failure[] {
  return deviceFailures.filter((failure) => claimed?.reasons.includes(failure) === true);
}

/** The failures told, and a classifier that should have spoken and did not. */
function ownFailures(grounds: Grounds, policy: ServerPolicy): readonly Failure[] {
  const spoke = new Set(grounds.evidence?.models.map((model) => model.id));
  const allSpoke = expectedModels(policy).every((id) => spoke.has(id));
  // Where a bank refused the bytes unread, measuring never began and is not missing.
  const refusedUnread = grounds.evidence === null && grounds.matches.length > 0 && grounds.failures.length === 0;
  return allSpoke || refusedUnread || grounds.failures.length > 0 ? grounds.failures : ['classifier-failed'];
}
