import type { Stated } from '@safeupload/sdk/core';
import { and, eq, gt } from 'drizzle-orm';
import { challengeForKey } from '../challenge/fresh-challenge.js';
import { issuedPolicies } from '../database/schema.js';
import type { Identity } from '../identity.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import type { NonceRow } from './nonce-known.js';

/** The device decided under a policy that we sent to somebody within the last day, or under the bundled one. */
export async function policyKnown(
  claim: Pick<Stated, 'policy' | 'context'>,
  nonce: NonceRow,
  arrivedAt: number,
  identity: Identity,
  services: Services,
): Promise<Refused | null> {
  const { sha256 } = claim.policy;
  if (sha256 === services.bundledPolicySha256) return null;
  const [issued] = await services.database
    .select({ sha256: issuedPolicies.sha256 })
    .from(issuedPolicies)
    .where(
      and(
        eq(issuedPolicies.sha256, sha256),
        gt(issuedPolicies.lastIssuedAt, arrivedAt - services.policy.times.issuedPolicy),
      ),
    )
    .limit(1);
  if (issued !== undefined) return null;
  return refuse(
    'policy-unknown',
    'The device decided under a policy that is no longer in use. Take the one in this answer and sign again.',
    await challengeForKey(nonce.publicKey, nonce.thumbprint, claim.context, identity, services),
  );
}
