import { SafeUploadError } from '@safeupload/sdk/core';
import { type Identity, tiers } from '../identity.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { withinTime } from '../within-time.js';

const longestId = 200;

/**
 * Who is asking, by the host's own session. Throws `options-invalid` where the host's `identify` answers nonsense,
 * `network-failed` where it does not answer in time: a session store that hangs must not hang requests without end.
 */
export async function callerIdentified(
  request: Request,
  services: Pick<Services, 'identify' | 'policy'>,
): Promise<Identity | Refused> {
  const identity = await withinTime(services.identify(request), services.policy.times.identify, 'identify');
  if (identity === null) return refuse('not-signed-in', 'Sign in to upload pictures.');
  requireIdentity(identity);
  return identity;
}

/** Throws `options-invalid` unless the host's identity is usable: ids of 1–200 characters and a known tier. */
export function requireIdentity(identity: Pick<Identity, 'accountId' | 'sessionId' | 'tier'>): void {
  const { accountId, sessionId, tier } = identity;
  const usable = [accountId, sessionId].every(
    (id) => typeof id === 'string' && id.length >= 1 && id.length <= longestId,
  );
  if (!usable || !tiers.includes(tier)) {
    throw new SafeUploadError(
      'options-invalid',
      `An identity needs an accountId and a sessionId of 1–${longestId} characters and a tier of ${tiers.join(', ')}, got tier ${String(tier)}.`,
    );
  }
}
