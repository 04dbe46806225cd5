import { type Challenge, type Context, digestOfPolicy, type PublicKey } from '@safeupload/sdk/core';
import { and, eq, gt, sql } from 'drizzle-orm';
import { issuedPolicies, nonces } from '../database/schema.js';
import type { Identity } from '../identity.js';
import { pseudonymOf } from '../pseudonym.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { devicePolicyOf } from './device-policy-of.js';

/** What a challenge is asked for. */
export interface ChallengeOrder {
  readonly key: PublicKey;
  /** RFC 7638 thumbprint of `key`. */
  readonly thumbprint: string;
  readonly count: number;
  readonly context: Context;
}

/** Fresh tickets for this session and key, with the account's device policy. */
export async function issueChallenge(
  order: ChallengeOrder,
  identity: Identity,
  services: Services,
): Promise<Challenge | Refused> {
  const { policy, database, random } = services;
  const issuedAt = services.clock();
  const expiresAt = issuedAt + policy.times.nonce;
  const devicePolicy = await devicePolicyOf(database, identity, services);
  const policySha256 = await digestOfPolicy(devicePolicy);
  const fresh = Array.from({ length: order.count }, () => newToken(random));
  const sub = await pseudonymOf(identity.accountId, services.keys.pseudonym);

  const exhausted = await database.transaction(async (transaction): Promise<Refused | null> => {
    // Requests of one session take turns here: counting and inserting side by side would let each see room.
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${identity.sessionId}, 0))`);
    const [open] = await transaction
      .select({ count: sql<number>`count(*)::int` })
      .from(nonces)
      .where(and(eq(nonces.sessionId, identity.sessionId), eq(nonces.state, 'open'), gt(nonces.expiresAt, issuedAt)));
    const openCount = open?.count ?? 0;
    if (openCount + order.count > policy.sessions.openNonces) {
      return refuse(
        'challenges-exhausted',
        `At most ${policy.sessions.openNonces} tickets may be open in a session; ${openCount} are. Use or let them expire.`,
      );
    }
    await transaction.insert(nonces).values(
      fresh.map((nonce) => ({
        nonce,
        accountId: identity.accountId,
        sessionId: identity.sessionId,
        thumbprint: order.thumbprint,
        publicKey: order.key,
        context: order.context,
        issuedAt,
        expiresAt,
        state: 'open' as const,
      })),
    );
    await transaction
      .insert(issuedPolicies)
      .values({ sha256: policySha256, policyId: devicePolicy.id, lastIssuedAt: issuedAt })
      .onConflictDoUpdate({ target: issuedPolicies.sha256, set: { lastIssuedAt: issuedAt } });
    return null;
  });
  if (exhausted !== null) return exhausted;
  return {
    v: 1,
    aud: services.audience,
    sub,
    context: order.context,
    nonces: fresh,
    issuedAt,
    expiresAt,
    policy: devicePolicy,
    policySha256,
  };
}

/** One fresh ticket to put into a refusal; nothing where the session has too many open. */
export async function challengeForKey(
  key: PublicKey,
  thumbprint: string,
  context: Context,
  identity: Identity,
  services: Services,
): Promise<{ challenge?: Challenge }> {
  const challenge = await issueChallenge({ key, thumbprint, count: 1, context }, identity, services);
  return isRefused(challenge) ? {} : { challenge };
}

/**
 * The same where only the thumbprint is known: the key comes from an earlier ticket of this session. Nothing where there
 * was none; then the client has to ask for a challenge itself.
 */
export async function freshChallenge(
  thumbprint: string,
  context: Context,
  identity: Identity,
  services: Services,
): Promise<{ challenge?: Challenge }> {
  const [earlier] = await services.database
    .select({ publicKey: nonces.publicKey })
    .from(nonces)
    .where(and(eq(nonces.sessionId, identity.sessionId), eq(nonces.thumbprint, thumbprint)))
    .limit(1);
  return earlier === undefined ? {} : challengeForKey(earlier.publicKey, thumbprint, context, identity, services);
}
