import type { Digest, Header, Outcome, OutcomeAnswer } from '@safeupload/sdk/core';
import { and, eq } from 'drizzle-orm';
import { localHoldBank } from '../banks/local-hold-bank.js';
import { derivativeKeyOf, originalKeyOf } from '../blob-keys.js';
import { recordBreakerEvent } from '../breaker/record-event.js';
import type { Queries } from '../database/database.js';
import { lock, lockShared } from '../database/locks.js';
import { derivatives, idempotencyKeys, nonces, signals, uploads } from '../database/schema.js';
import type { ServerVerdict } from '../decide/server-verdict.js';
import { tightened } from '../decide/tightened.js';
import { findCluster, keepFingerprints } from '../likeness/assign-cluster.js';
import { type BlobDraft, makeFirm, putLoose } from '../loose-blobs.js';
import type { EncodedDerivative, Measured } from '../measurer.js';
import { keepRecord } from '../records/keep-record.js';
import { isRefused, type Refused } from '../refused.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { rememberAccount } from '../trust/remember-account.js';
import { readStanding, type Standing } from '../trust/standing.js';
import type { ArrivedUpload } from './arrived-upload.js';
import type { Disagreement } from './disagreements.js';
import { holdDemands } from './hold-demands.js';
import { holdsWaiting } from './holds-waiting.js';
import { slowed } from './slowed.js';
import { storedAnswer } from './stored-answer.js';

/** Everything that is kept of one upload. */
export interface StorableUpload {
  readonly arrived: ArrivedUpload;
  readonly sha256: Digest;
  readonly header: Header;
  readonly measured: Measured | null;
  readonly verdict: ServerVerdict;
  readonly disagreements: readonly Disagreement[];
}

const outcomeOf: Readonly<Record<ServerVerdict['action'], Outcome>> = {
  allow: 'allowed',
  hold: 'held',
  block: 'refused',
};

/** Another request settled the same ticket or key first: its answer counts, ours is rolled back. */
class SettledElsewhere extends Error {}

/**
 * Keeps the upload: blobs first, sealed; then one transaction with every row, the ticket's settling and the repeat key.
 * Killed at any moment it leaves either all or nothing but loose blobs. Answers what another request stored, where two
 * identical ones ran side by side.
 */
export async function storeUpload(storable: StorableUpload, services: Services): Promise<OutcomeAnswer | Refused> {
  const { arrived, measured } = storable;
  const { identity } = arrived;
  const uploadId = newToken(services.random);
  const round = newToken(services.random);
  const encoded = storable.verdict.action === 'block' || measured === null ? [] : measured.derivatives;
  const blobs: BlobDraft[] = [
    { key: originalKeyOf(uploadId), bytes: arrived.bytes },
    ...encoded.map((derivative) => ({
      key: derivativeKeyOf(uploadId, derivative.name, round),
      bytes: derivative.bytes,
    })),
  ];
  await putLoose(blobs, services);
  const now = services.clock();
  try {
    const stored = await services.database.transaction(async (transaction): Promise<OutcomeAnswer | Refused> => {
      // Two uploads of one account side by side would each see room for one more hold.
      await lock(transaction, `account ${identity.accountId}`);
      await lockShared(transaction, 'strictness');
      await rememberAccount(transaction, identity, now);
      const standing = await readStanding(transaction, identity, services);
      const full = await holdsWaiting(transaction, { standing, appealed: arrived.appealed }, services);
      // Its blobs stay loose, and its ticket bound: the same claim may come again.
      if (full !== null) return full;
      const slow = { accountId: standing.accountId, appealed: arrived.appealed };
      const tooOften = await slowed(transaction, slow, services);
      if (tooOften !== null) return tooOften;
      const { clusterId, likeRejected, likeSevere } = await findCluster(
        transaction,
        { sha256: storable.sha256, measured },
        services,
      );
      const demands = await holdDemands(
        transaction,
        { standing, context: arrived.context, clusterId, likeRejected },
        services,
      );
      const verdict = tightened(storable.verdict, demands, likeSevere);
      const outcome = outcomeOf[verdict.action];
      await makeFirm(
        transaction,
        blobs.map(({ key }) => key),
      );
      await transaction.insert(uploads).values({
        ...uploadRow({ ...storable, verdict }, uploadId, outcome, now, services),
        clusterId: clusterId ?? uploadId,
      });
      await keepFingerprints(transaction, { uploadId, measured, at: now }, services);
      await keepRecord(
        transaction,
        { uploadId, identity, context: arrived.context, userAgent: arrived.userAgent, at: now },
        services,
      );
      await recordEventsOf(transaction, verdict, { uploadId, clusterId: clusterId ?? uploadId, standing }, services);
      const rows = encoded.map((derivative) => derivativeRow(derivative, uploadId, round, services));
      if (rows.length > 0) await transaction.insert(derivatives).values(rows);
      await insertSignals(transaction, storable, uploadId, now, services);
      if (arrived.bound !== null) {
        const settled = await transaction
          .update(nonces)
          .set({ state: 'settled', uploadId })
          .where(
            and(
              eq(nonces.nonce, arrived.bound.nonce),
              eq(nonces.state, 'bound'),
              eq(nonces.claimIdentity, arrived.bound.identity),
            ),
          )
          .returning({ nonce: nonces.nonce });
        if (settled.length !== 1) throw new SettledElsewhere();
      } else if (arrived.idempotencyKey !== null) {
        const kept = await transaction
          .insert(idempotencyKeys)
          .values({
            sessionId: arrived.identity.sessionId,
            key: arrived.idempotencyKey,
            sha256: storable.sha256,
            context: arrived.context,
            uploadId,
            at: now,
          })
          .onConflictDoNothing()
          .returning({ key: idempotencyKeys.key });
        if (kept.length !== 1) throw new SettledElsewhere();
      }
      return { v: 1, uploadId, outcome };
    });
    // The same upload in another process may be what took the last slot: then its answer is this one's too.
    return isRefused(stored) ? ((await answerOfOther(arrived, services)) ?? stored) : stored;
  } catch (error) {
    if (!(error instanceof SettledElsewhere)) throw error;
    const answer = await answerOfOther(arrived, services);
    if (answer === null) throw error;
    return answer;
  }
}

/** Tells the breaker what this upload was. Likeness alone is a hit only of low trust: a fingerprint can be forged to frame somebody. */
export async function recordEventsOf(
  transaction: Queries,
  verdict: ServerVerdict,
  about: { readonly uploadId: string; readonly clusterId: string; readonly standing: Standing },
  services: Services,
): Promise<void> {
  const { uploadId, clusterId, standing } = about;
  const isHit = verdict.reasons.some(
    ({ code, bank }) =>
      bank !== localHoldBank.name && (code === 'digest-listed' || (code === 'fingerprint-listed' && standing.lowTrust)),
  );
  const isUneasy = verdict.reasons.some(({ code }) => code === 'risk-raised');
  if (!isHit && !isUneasy) return;
  await recordBreakerEvent(
    transaction,
    { kind: isHit ? 'bank-match' : 'uneasy', accountId: standing.accountId, clusterId, uploadId },
    services,
  );
}

/** The row of one derivative. */
export function derivativeRow(
  derivative: EncodedDerivative,
  uploadId: string,
  round: string,
  services: Pick<Services, 'policy'>,
): typeof derivatives.$inferInsert {
  return {
    uploadId,
    name: derivative.name,
    publishable: services.policy.derivatives.some((spec) => spec.name === derivative.name),
    format: derivative.format,
    width: derivative.width,
    height: derivative.height,
    bytes: derivative.bytes.length,
    sha256: derivative.sha256,
    blobKey: derivativeKeyOf(uploadId, derivative.name, round),
  };
}

function uploadRow(
  storable: StorableUpload,
  uploadId: string,
  outcome: Outcome,
  now: number,
  services: Services,
): typeof uploads.$inferInsert {
  const { arrived, header, verdict } = storable;
  const { identity } = arrived;
  const { times, id: policyId } = services.policy;
  // A refusal is nothing to attach. What a safety officer has to see stays with her when it expires, see expire-unattached.ts.
  const expires = outcome !== 'refused';
  return {
    id: uploadId,
    accountId: identity.accountId,
    sessionId: identity.sessionId,
    tier: identity.tier,
    context: arrived.context,
    outcome,
    state: 'unattached',
    createdAt: now,
    expiresAt: expires ? now + times.unattached : null,
    sha256: storable.sha256,
    bytes: arrived.bytes.length,
    format: header.format,
    width: header.width,
    height: header.height,
    evidence: storable.measured?.evidence ?? null,
    reasons: verdict.reasons,
    severe: verdict.severe,
    policyId,
    originalKey: originalKeyOf(uploadId),
    originalExpiresAt: { allowed: now + times.original, held: null, refused: now + times.evidence }[outcome],
    appealed: arrived.appealed,
    note: arrived.note,
    claimIdentity: arrived.bound?.identity ?? null,
    route: arrived.route,
  };
}

async function insertSignals(
  transaction: Pick<Services['database'], 'insert'>,
  storable: StorableUpload,
  uploadId: string,
  at: number,
  services: Services,
): Promise<void> {
  if (storable.disagreements.length === 0) return;
  await transaction.insert(signals).values(
    storable.disagreements.map(({ kind, details }) => ({
      id: newToken(services.random),
      uploadId,
      accountId: storable.arrived.identity.accountId,
      kind,
      runtime: storable.arrived.bound?.claim.runtime ?? 'none',
      details,
      at,
    })),
  );
}

async function answerOfOther(arrived: ArrivedUpload, services: Services): Promise<OutcomeAnswer | null> {
  if (arrived.bound !== null) {
    const [row] = await services.database
      .select({ uploadId: nonces.uploadId, claimIdentity: nonces.claimIdentity })
      .from(nonces)
      .where(eq(nonces.nonce, arrived.bound.nonce));
    return row?.claimIdentity === arrived.bound.identity ? storedAnswer(row.uploadId, services) : null;
  }
  const [row] = await services.database
    .select({ uploadId: idempotencyKeys.uploadId })
    .from(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.sessionId, arrived.identity.sessionId),
        eq(idempotencyKeys.key, arrived.idempotencyKey ?? ''),
      ),
    );
  return row === undefined ? null : storedAnswer(row.uploadId, services);
}
