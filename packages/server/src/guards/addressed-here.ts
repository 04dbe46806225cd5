import type { Stated } from '@safeupload/sdk/core';
import type { Identity } from '../identity.js';
import { pseudonymOf } from '../pseudonym.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import type { NonceRow } from './nonce-known.js';

/** The claim or notice was made on an allowed page, for this server, by this account, for this use: `iss`, `aud`, `sub`, `context`. */
export async function addressedHere(
  claim: Pick<Stated, 'iss' | 'aud' | 'sub' | 'context'>,
  expected: { readonly origin: string | null; readonly context: string | null },
  nonce: NonceRow,
  identity: Identity,
  services: Services,
): Promise<Refused | null> {
  if (!services.origins.has(claim.iss) || (expected.origin !== null && expected.origin !== claim.iss)) {
    return refuse('issuer-mismatch', 'The claim was made on another page than the one that sends it.');
  }
  if (claim.aud !== services.audience) return refuse('audience-mismatch', 'The claim is meant for another server.');
  if (claim.sub !== (await pseudonymOf(identity.accountId, services.keys.pseudonym))) {
    return refuse('subject-mismatch', 'The claim speaks of another account.');
  }
  if (claim.context !== nonce.context || (expected.context !== null && expected.context !== claim.context)) {
    return refuse('context-mismatch', `The claim is for ${claim.context}, the ticket or the request for another use.`);
  }
  return null;
}
