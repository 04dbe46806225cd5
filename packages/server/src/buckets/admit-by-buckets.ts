import { toBase64url, toUtf8 } from '@safeupload/sdk/core';
import type { Identity } from '../identity.js';
import { type BucketKind, type BucketScope, bucketScopes } from '../policy/bucket-rules.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { addressPrefixOf } from './address-prefix.js';
import { chargeTokens, type Taking, takeTokens, waitForTokens } from './take-tokens.js';

/** What somebody is about to do, or did: which buckets it is taken from. */
export interface BucketOrder {
  readonly kind: BucketKind;
  /** Null: not the account's bucket nor everybody's (they were asked before). */
  readonly accountId: string | null;
  /** Thumbprint of the device key, once it is known to be the sender's. */
  readonly key?: string | null | undefined;
  /** Where the request came from; only its network counts, under a keyed digest. */
  readonly peer?: Identity['peer'] | undefined;
  /** Tokens; 1 unless said otherwise. For `byte`: bytes. */
  readonly cost?: number;
}

/**
 * Takes tokens of the account, the device key, the network and the whole forum: of all, or of none and refused with the
 * time to wait. Stops one account, however many sessions, servers, keys or addresses it uses, from keeping the measuring
 * processes busy, trying digests one after the other, or filling the tables. Rejects where the database cannot be asked.
 */
export async function admitByBuckets(order: BucketOrder, services: Services): Promise<Refused | null> {
  const seconds = await takeTokens(services.database, await takingsOf(order, services), services);
  return refusedFor(seconds);
}

/** The same without taking anything: for what is only known to be about to cost. */
export async function foreseeBuckets(order: BucketOrder, services: Services): Promise<Refused | null> {
  const seconds = await waitForTokens(services.database, await takingsOf(order, services), services);
  return refusedFor(seconds);
}

/** Takes tokens for what happened already, into debt where there are too few. */
export async function chargeBuckets(order: BucketOrder, services: Services): Promise<void> {
  await chargeTokens(services.database, await takingsOf(order, services), services);
}

function refusedFor(seconds: number): Refused | null {
  if (seconds === 0) return null;
  return refuse('rate-limited', `Too much in a short time. Try again in ${seconds} s; nothing was lost.`, {
    retryAfterSeconds: seconds,
  });
}

async function takingsOf(order: BucketOrder, services: Services): Promise<Taking[]> {
  const { kind, accountId, key, peer, cost = 1 } = order;
  const ids: Readonly<Record<BucketScope, string | null>> = {
    account: accountId,
    key: key ?? null,
    address: peer === undefined ? null : await networkOf(peer.address, services),
    forum: accountId === null ? null : '',
  };
  return bucketScopes.flatMap((scope) => {
    const id = ids[scope];
    return id === null ? [] : [{ kind, scope, id, cost }];
  });
}

/**
 * The network under the pseudonym key: the table says that somebody was busy, not where. Null where the host gave no
 * address that can be read: everybody would share one bucket.
 */
async function networkOf(address: string, services: Pick<Services, 'keys'>): Promise<string | null> {
  const prefix = addressPrefixOf(address);
  if (prefix === null) return null;
  const digest = await crypto.subtle.sign('HMAC', services.keys.pseudonym, toUtf8(`network:${prefix}`));
  return toBase64url(new Uint8Array(digest));
}
