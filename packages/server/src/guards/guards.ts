import type { Claim, Digest, OutcomeAnswer } from '@safeupload/sdk/core';
import { admitByBuckets } from '../buckets/admit-by-buckets.js';
import { withRefusalCharged } from '../buckets/refusal-cost.js';
import type { Identity } from '../identity.js';
import type { BucketKind } from '../policy/bucket-rules.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { storedAnswer } from '../uploads/stored-answer.js';
import { addressedHere } from './addressed-here.js';
import { callerIdentified } from './caller-identified.js';
import { claimReads } from './claim-reads.js';
import { inTime } from './in-time.js';
import { nonceBound } from './nonce-bound.js';
import { nonceKnown } from './nonce-known.js';
import { originAllowed } from './origin-allowed.js';
import { policyKnown } from './policy-known.js';
import { signatureVerifies } from './signature-verifies.js';

// Every guard in the order it stands, cheap to dear; each is a file of its own with its own refusal codes.
//
//   passDoor          origin allowed → caller identified → buckets (account, network, forum)    before the body is read
//   passClaimGuards   claim reads (one pattern, alg, typ) → nonce known (session, key) → signature → the key's bucket
//                     → addressed here (issuer, audience, subject, context) → in time → policy known → nonce bound
//   passNoticeGuards  as a claim, its own typ; at the end the ticket is spent                        (notice-guards.ts)
//   admitUpload       same bytes → header readable (format, limits) → digest on a bank → decode in a bounded place
//                     → fingerprint near the claimed → fingerprint near a bank → classify → decide → store → outcome

/** The guards of every route that changes something: origin, session, and how often. All before the body is read. */
export async function passDoor(
  request: Request,
  services: Services,
  counted: BucketKind | null,
): Promise<Identity | Refused> {
  const foreign = originAllowed(request, services);
  if (foreign !== null) return foreign;

  const identity = await callerIdentified(request, services);
  if (isRefused(identity)) return identity;

  if (counted === null) return identity;
  const { accountId, peer } = identity;
  return (await admitByBuckets({ kind: counted, accountId, peer }, services)) ?? identity;
}

/** A claim that passed: nothing it says is believed, but who says it, when, and that it is said once, is sure. */
export interface BoundClaim {
  readonly token: string;
  readonly claim: Claim;
  /** Thumbprint of the device key that signed it. */
  readonly key: string;
  /** SHA-256 of the signing input. */
  readonly identity: Digest;
  readonly nonce: string;
  readonly nonceExpiresAt: number;
  /** The answer that this very claim got before, where it did. */
  readonly answered: OutcomeAnswer | null;
}

/** What the request around a claim says. */
export interface ClaimArrival {
  readonly token: unknown;
  /** When the request's head arrived, ms since the epoch. */
  readonly arrivedAt: number;
  /** The request's `Origin`, where it has one. */
  readonly origin: string | null;
  /** The context that the request names, where it does. */
  readonly context: string | null;
  /** Whose buckets it is taken from. */
  readonly counted: 'precheck' | 'upload';
}

/**
 * The guards of every signed claim, cheap to dear; the order is the protocol's (docs/wire.md). A refusal that no honest
 * browser meets costs tokens on top.
 */
export async function passClaimGuards(
  arrival: ClaimArrival,
  identity: Identity,
  services: Services,
): Promise<BoundClaim | Refused> {
  const passed = await guardClaim(arrival, identity, services);
  return withRefusalCharged(passed, arrival.counted, identity, services);
}

async function guardClaim(
  arrival: ClaimArrival,
  identity: Identity,
  services: Services,
): Promise<BoundClaim | Refused> {
  const { arrivedAt } = arrival;

  const written = await claimReads(arrival.token);
  if (isRefused(written)) return written;
  const { claim } = written;

  const nonce = await nonceKnown(claim, written.header.kid, identity, services);
  if (isRefused(nonce)) return nonce;

  const forged = await signatureVerifies(written.token, nonce);
  if (forged !== null) return forged;

  // Only now is the key known to be the sender's: nobody empties another's bucket by naming her key.
  const key = nonce.thumbprint;
  const tooOften = await admitByBuckets({ kind: arrival.counted, accountId: null, key }, services);
  if (tooOften !== null) return tooOften;

  const bound: Omit<BoundClaim, 'answered'> = {
    token: written.token,
    claim,
    key,
    identity: written.identity,
    nonce: nonce.nonce,
    nonceExpiresAt: nonce.expiresAt,
  };
  // The same claim again, after its answer was lost: it passed all the following guards before.
  if (nonce.state === 'settled' && nonce.claimIdentity === written.identity) {
    const answered = await storedAnswer(nonce.uploadId, services);
    return answered === null
      ? refuse('nonce-replayed', 'This ticket was used, and its answer is gone.')
      : { ...bound, answered };
  }

  const astray = await addressedHere(claim, arrival, nonce, identity, services);
  if (astray !== null) return astray;

  const stale = await inTime(claim, nonce, arrivedAt, identity, services);
  if (stale !== null) return stale;

  const foreign = await policyKnown(claim, nonce, arrivedAt, identity, services);
  if (foreign !== null) return foreign;

  const replayed = await nonceBound(nonce.nonce, written.identity, services);
  if (replayed !== null) return replayed;

  return { ...bound, answered: null };
}
