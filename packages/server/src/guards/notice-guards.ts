import { readSignedNotice, type StoppedNotice } from '@safeupload/sdk/core';
import { admitByBuckets } from '../buckets/admit-by-buckets.js';
import { withRefusalCharged } from '../buckets/refusal-cost.js';
import type { Identity } from '../identity.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { addressedHere } from './addressed-here.js';
import type { ClaimArrival } from './guards.js';
import { inTime } from './in-time.js';
import { nonceSpent } from './nonce-bound.js';
import { nonceKnown } from './nonce-known.js';
import { policyKnown } from './policy-known.js';
import { signatureVerifies } from './signature-verifies.js';

/** What the request around a notice says. */
export type NoticeArrival = Pick<ClaimArrival, 'token' | 'arrivedAt' | 'origin'>;

/**
 * The guards of every stopped notice: those of a claim, in the same order, with a typ of its own. At the end its ticket is
 * spent, so that neither the notice nor a claim can come under it again.
 */
export async function passNoticeGuards(
  arrival: NoticeArrival,
  identity: Identity,
  services: Services,
): Promise<StoppedNotice | Refused> {
  return withRefusalCharged(await guardNotice(arrival, identity, services), 'precheck', identity, services);
}

async function guardNotice(
  { token, arrivedAt, origin }: NoticeArrival,
  identity: Identity,
  services: Services,
): Promise<StoppedNotice | Refused> {
  const written = await readSignedNotice(token);
  if (!written.read) return refuse(written.refusal, written.message);
  const { notice, kid } = written;

  const nonce = await nonceKnown(notice, kid, identity, services);
  if (isRefused(nonce)) return nonce;

  // Provable: readSignedNotice reads strings only.
  const forged = await signatureVerifies(token as string, nonce);
  if (forged !== null) return forged;

  const tooOften = await admitByBuckets({ kind: 'precheck', accountId: null, key: nonce.thumbprint }, services);
  if (tooOften !== null) return tooOften;

  const astray = await addressedHere(notice, { origin, context: null }, nonce, identity, services);
  if (astray !== null) return astray;

  const stale = await inTime(notice, nonce, arrivedAt, identity, services);
  if (stale !== null) return stale;

  const foreign = await policyKnown(notice, nonce, arrivedAt, identity, services);
  if (foreign !== null) return foreign;

  return (await nonceSpent(nonce.nonce, written.identity, services)) ?? notice;
}
