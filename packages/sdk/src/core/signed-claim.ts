import type { CryptoKey } from 'jose';
import { type Claim, type ClaimHeader, parseClaim } from './claim.js';
import { readCompact, signCompact, type Unread } from './compact.js';
import type { Digest } from './digest.js';
import { claimType } from './stated.js';

/** A {@link Claim} as JWS compact serialization (RFC 7515, section 3.1). */
export type SignedClaim = string;

/** Claims longer than this go as a form field or a deposit: nginx takes 8 KB for all headers together. */
export const longestClaimHeader = 4096;

/** The claim signed with ES256. `thumbprint` is the RFC 7638 thumbprint of the key's public half. */
export function signClaim(claim: Claim, privateKey: CryptoKey, thumbprint: string): Promise<SignedClaim> {
  return signCompact(claim, claimType, privateKey, thumbprint);
}

/** What {@link readSignedClaim} finds: the parts of a well-formed token, nothing of which is verified yet. */
export type ReadClaim =
  | {
      readonly read: true;
      readonly header: ClaimHeader;
      readonly claim: Claim;
      /** SHA-256 of the JWS signing input: the claim's identity. A signature twin (r, n − s) has the same. */
      readonly identity: Digest;
    }
  | Unread;

/** Takes a signed claim apart without believing it; its one spelling is {@link readCompact}'s. Never throws. */
export async function readSignedClaim(token: unknown): Promise<ReadClaim> {
  const found = await readCompact(token, { typ: claimType, name: 'claim', parse: parseClaim });
  if (!found.read) return found;
  const { kid, value, identity } = found;
  return { read: true, header: { alg: 'ES256', typ: claimType, kid }, claim: value, identity };
}
