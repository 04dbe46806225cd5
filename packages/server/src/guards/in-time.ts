import { longestClaimSeconds, type Stated } from '@safeupload/sdk/core';
import { challengeForKey } from '../challenge/fresh-challenge.js';
import type { Identity } from '../identity.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import type { NonceRow } from './nonce-known.js';

/** Ticket and claim are fresh at `arrivedAt`, when the request's head came: a slow body must not make a claim stale. */
export async function inTime(
  claim: Pick<Stated, 'iat' | 'exp' | 'context'>,
  nonce: NonceRow,
  arrivedAt: number,
  identity: Identity,
  services: Services,
): Promise<Refused | null> {
  const again = () => challengeForKey(nonce.publicKey, nonce.thumbprint, claim.context, identity, services);
  const { skew } = services.policy.times;
  if (claim.exp <= claim.iat || claim.exp - claim.iat > longestClaimSeconds) {
    return refuse(
      'claim-lifetime',
      `A claim lives at most ${longestClaimSeconds} s: exp must be after iat and no later than that, got ${claim.exp - claim.iat} s.`,
    );
  }
  if (nonce.expiresAt <= arrivedAt) {
    return refuse('nonce-expired', 'This ticket is too old. Sign again with a fresh one.', await again());
  }
  if (claim.exp * 1000 + skew <= arrivedAt) {
    return refuse('claim-expired', 'The claim is too old. Sign again just before sending.', await again());
  }
  if (claim.iat * 1000 > arrivedAt + skew) {
    return refuse('claim-early', "The claim is from the future. Sign again in the server's time.", await again());
  }
  return null;
}
