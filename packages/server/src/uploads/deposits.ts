import type { Context, DepositAnswer, Digest } from '@safeupload/sdk/core';
import { readSignedClaim } from '@safeupload/sdk/core';
import { and, desc, eq, gt } from 'drizzle-orm';
import { deposits, nonces, uploads } from '../database/schema.js';
import type { BoundClaim } from '../guards/guards.js';
import type { Identity } from '../identity.js';
import type { Services } from '../services.js';
import { storedAnswer } from './stored-answer.js';

/** Keeps a verified claim until its bytes arrive without one: by form pipelines, direct-to-bucket uploads. */
export async function keepDeposit(bound: BoundClaim, identity: Identity, services: Services): Promise<DepositAnswer> {
  const depositedAt = services.clock();
  const expiresAt = depositedAt + services.policy.times.deposit;
  await services.database
    .insert(deposits)
    .values({
      claimIdentity: bound.identity,
      accountId: identity.accountId,
      sha256: bound.claim.upload.sha256,
      token: bound.token,
      nonce: bound.nonce,
      depositedAt,
      expiresAt,
    })
    .onConflictDoNothing();
  return { v: 1, deposited: true, expiresAt };
}

/** Most deposits of one picture that are looked through for one that still waits. */
const mostDeposits = 20;

/**
 * The claim that this account deposited for exactly these bytes, or null. It was verified when it was deposited. One
 * whose upload was settled and attached is used up; settled but unattached it answers a repeat.
 */
export async function depositOf(
  accountId: string,
  sha256: Digest,
  context: Context,
  services: Services,
): Promise<BoundClaim | null> {
  const rows = await services.database
    .select({ deposit: deposits, nonce: nonces, uploadState: uploads.state })
    .from(deposits)
    .innerJoin(nonces, eq(nonces.nonce, deposits.nonce))
    .leftJoin(uploads, eq(uploads.id, nonces.uploadId))
    .where(
      and(
        eq(deposits.accountId, accountId),
        eq(deposits.sha256, sha256),
        eq(nonces.context, context),
        eq(nonces.claimIdentity, deposits.claimIdentity),
        gt(deposits.expiresAt, services.clock()),
      ),
    )
    .orderBy(desc(deposits.depositedAt))
    .limit(mostDeposits);
  const usable = rows.find(({ uploadState }) => uploadState === null || uploadState === 'unattached');
  if (usable === undefined) return null;
  const read = await readSignedClaim(usable.deposit.token);
  if (!read.read) return null;
  return {
    token: usable.deposit.token,
    claim: read.claim,
    key: read.header.kid,
    identity: read.identity,
    nonce: usable.nonce.nonce,
    nonceExpiresAt: usable.nonce.expiresAt,
    answered: await storedAnswer(usable.nonce.uploadId, services),
  };
}
