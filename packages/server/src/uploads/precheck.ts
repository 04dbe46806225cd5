import type { PrecheckAnswer } from '@safeupload/sdk/core';
import { and, eq } from 'drizzle-orm';
import { matchDigests } from '../banks/match-digests.js';
import { recordBreakerEvent } from '../breaker/record-event.js';
import { nonces, uploads } from '../database/schema.js';
import type { ServerReason } from '../decide/server-verdict.js';
import type { BoundClaim } from '../guards/guards.js';
import type { Identity } from '../identity.js';
import { keepRecord } from '../records/keep-record.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { storedAnswer } from './stored-answer.js';

/** Who asks before sending, and what for. */
export interface Asking {
  readonly bound: BoundClaim;
  readonly identity: Identity;
  /** The request's `User-Agent`, for the sealed record; null where there is none. */
  readonly userAgent: string | null;
}

/**
 * An answer before bytes are sent. Consults exact digests of disclosable block banks and nothing else: answers about
 * fingerprints would give a list away (any entry within 31 bits was recovered in at most 289 questions). A refusal
 * settles the ticket, and who was refused is kept sealed like an upload's sender.
 */
export async function precheck(asking: Asking, services: Services): Promise<PrecheckAnswer> {
  const { bound } = asking;
  if (bound.answered !== null) return bound.answered;
  const { claim } = bound;
  const matches = (
    await matchDigests(services.database, { upload: claim.upload.sha256, source: claim.source.sha256 })
  ).filter(({ bank }) => bank.disclosable && bank.meaning === 'block');
  if (matches.length > 0) {
    const reasons = matches.map(
      ({ by, bank }): ServerReason => ({ code: `${by === 'digest' ? 'digest' : 'source'}-listed`, bank: bank.name }),
    );
    return refuseUnsent(
      asking,
      reasons,
      matches.some(({ bank }) => bank.severe),
      services,
    );
  }
  return { v: 1, proceed: true };
}

async function refuseUnsent(
  { bound, identity, userAgent }: Asking,
  reasons: readonly ServerReason[],
  severe: boolean,
  services: Services,
): Promise<PrecheckAnswer> {
  const { claim } = bound;
  const uploadId = newToken(services.random);
  const now = services.clock();
  const settledHere = await services.database.transaction(async (transaction) => {
    const settled = await transaction
      .update(nonces)
      .set({ state: 'settled', uploadId })
      .where(and(eq(nonces.nonce, bound.nonce), eq(nonces.state, 'bound'), eq(nonces.claimIdentity, bound.identity)))
      .returning({ nonce: nonces.nonce });
    if (settled.length === 0) return false;
    await transaction.insert(uploads).values({
      id: uploadId,
      accountId: identity.accountId,
      sessionId: identity.sessionId,
      tier: identity.tier,
      context: claim.context,
      outcome: 'refused',
      state: 'unattached',
      createdAt: now,
      expiresAt: now + services.policy.times.refusedPrecheck,
      sha256: claim.upload.sha256,
      bytes: Math.min(claim.upload.bytes, 2 ** 31 - 1),
      format: claim.upload.format,
      width: Math.min(claim.upload.width, 2 ** 31 - 1),
      height: Math.min(claim.upload.height, 2 ** 31 - 1),
      reasons,
      severe,
      policyId: services.policy.id,
      appealed: false,
      claimIdentity: bound.identity,
      route: 'claimed',
    });
    await keepRecord(transaction, { uploadId, identity, context: claim.context, userAgent, at: now }, services);
    // A digest is claimed without its bytes: free to forge, so it reaches nobody but this account.
    await recordBreakerEvent(
      transaction,
      { kind: 'precheck-refused', accountId: identity.accountId, clusterId: null, uploadId },
      services,
    );
    return true;
  });
  if (settledHere) return { v: 1, uploadId, outcome: 'refused' };
  // The same claim at the same moment was faster: its record is the answer.
  const [row] = await services.database
    .select({ uploadId: nonces.uploadId })
    .from(nonces)
    .where(eq(nonces.nonce, bound.nonce));
  const answer = await storedAnswer(row?.uploadId ?? null, services);
  return answer ?? { v: 1, proceed: true };
}
