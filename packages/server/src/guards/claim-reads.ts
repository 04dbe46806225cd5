import { type ReadClaim, readSignedClaim } from '@safeupload/sdk/core';
import { type Refused, refuse } from '../refused.js';

/** A claim taken apart: well-formed, of the right algorithm and type, not yet believed in anything. */
export type WrittenClaim = Extract<ReadClaim, { read: true }> & { readonly token: string };

/** The claim in a token: one strict pattern, one spelling, alg and typ pinned. */
export async function claimReads(token: unknown): Promise<WrittenClaim | Refused> {
  const read = await readSignedClaim(token);
  if (!read.read) return refuse(read.refusal, read.message);
  // Provable: readSignedClaim reads strings only.
  return { ...read, token: token as string };
}
