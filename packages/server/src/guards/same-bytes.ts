import type { Claim, Digest } from '@safeupload/sdk/core';
import { type Refused, refuse } from '../refused.js';

/** The bytes that arrived are those the claim speaks of. */
export function sameBytes(claim: Claim, arrived: { sha256: Digest; bytes: number }): Refused | null {
  if (claim.upload.sha256 === arrived.sha256 && claim.upload.bytes === arrived.bytes) return null;
  return refuse(
    'digest-mismatch',
    `The bytes are not those that were screened: the claim speaks of ${claim.upload.bytes} bytes, ${arrived.bytes} arrived. Something on the way changed them.`,
  );
}
