import type { RefusalCode } from '@safeupload/sdk/core';
import type { Identity } from '../identity.js';
import type { BucketKind } from '../policy/bucket-rules.js';
import { isRefused, type Refused } from '../refused.js';
import type { Services } from '../services.js';
import { chargeBuckets } from './admit-by-buckets.js';

/**
 * What no honest browser sends. Stale tickets, clocks that are off, a policy of yesterday, a session that ended, and what
 * is wrong with a file are not among them: they happen to everybody. Nor are the answers of quotas.
 */
const dear: ReadonlySet<RefusalCode> = new Set([
  'claim-malformed',
  'claim-algorithm',
  'nonce-unknown',
  'nonce-replayed',
  'key-mismatch',
  'signature-invalid',
  'issuer-mismatch',
  'audience-mismatch',
  'subject-mismatch',
  'context-mismatch',
  'claim-lifetime',
  'digest-mismatch',
]);

/** True for refusals that cost more than the request: each is a guess at what passes. */
export function isDear(code: RefusalCode): boolean {
  return dear.has(code);
}

/** Takes what a refusal costs on top, into debt, so that guessing gets slower with every guess. */
export async function chargeRefusal(
  kind: BucketKind,
  sender: { readonly identity: Pick<Identity, 'accountId' | 'peer'>; readonly key: string | null },
  services: Services,
): Promise<void> {
  const { refusalCost } = services.policy.buckets;
  if (refusalCost === 0) return;
  const { accountId, peer } = sender.identity;
  await chargeBuckets({ kind, accountId, peer, key: sender.key, cost: refusalCost }, services);
}

/** What passed its guards or was refused, after a refusal that no honest browser meets has cost what it costs. */
export async function withRefusalCharged<T>(
  passed: T | Refused,
  kind: BucketKind,
  identity: Pick<Identity, 'accountId' | 'peer'>,
  services: Services,
): Promise<T | Refused> {
  // The key is not charged: that it is the sender's may be just what is refused.
  if (isRefused(passed) && isDear(passed.code)) await chargeRefusal(kind, { identity, key: null }, services);
  return passed;
}
