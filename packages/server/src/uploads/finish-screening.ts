import { readHeader, SafeUploadError } from '@safeupload/sdk/core';
import { and, eq, ne } from 'drizzle-orm';
import { matchDigests } from '../banks/match-digests.js';
import { derivativeKeyOf } from '../blob-keys.js';
import type { Queries } from '../database/database.js';
import { derivatives, fingerprints, uploads } from '../database/schema.js';
import { decideOnServer } from '../decide/decide-on-server.js';
import type { ServerReason } from '../decide/server-verdict.js';
import { findCluster, keepFingerprints, type Place } from '../likeness/assign-cluster.js';
import { clusterMarks } from '../likeness/cluster-marks.js';
import { makeFirm, putLoose } from '../loose-blobs.js';
import type { Measured } from '../measurer.js';
import { isRefused } from '../refused.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { readStandingOf } from '../trust/standing.js';
import { measureInBounds } from './measure-in-bounds.js';
import { derivativeRow, recordEventsOf } from './store-upload.js';
import { isUnfinished } from './unfinished.js';
import { lockUpload, type UploadRow } from './upload-row.js';

/**
 * Screens an upload to the end that was held because that failed when it came, before a person looks at it or releases
 * it, or in the background: from its sealed original, against the banks as they are now. It stays held, gets derivatives,
 * and moves into the severe lane where it belongs there, also after it was withdrawn or expired; gone otherwise, it stays
 * gone. Its fingerprints are kept and it joins its group, as if they had been measured when it came. Returns the upload as it is now; one that was screened when it came is returned untouched. Throws `wrong-state`
 * where it still cannot be done.
 */
export async function finishScreening(upload: UploadRow, services: Services, signal?: AbortSignal): Promise<UploadRow> {
  if (!upload.reasons.some(isUnfinished)) return upload;
  const measured = await measuredAgain(upload, services, signal);
  const matches = await Promise.all([
    matchDigests(services.database, { upload: upload.sha256 }),
    services.fingerprintIndex.match(services.database, measured.orientations, services.policy.fingerprints),
  ]).catch((error: unknown) => {
    services.onError(error, 'asking the banks');
    throw unshowable(upload.id, 'the banks cannot be asked; try again later');
  });
  const verdict = decideOnServer(
    {
      evidence: measured.evidence,
      views: measured.views,
      models: measured.models,
      matches: matches.flat(),
      failures: [],
      claimed: null,
      appealed: false,
      tier: upload.tier,
    },
    services.policy,
  );
  const round = newToken(services.random);
  const encoded = isGone(upload) && !verdict.severe ? [] : measured.derivatives;
  await putLoose(
    encoded.map(({ name, bytes }) => ({ key: derivativeKeyOf(upload.id, name, round), bytes })),
    services,
  );
  return services.database.transaction(async (transaction) => {
    const { id: uploadId, sha256 } = upload;
    const place = await findCluster(transaction, { sha256, measured, uploadId }, services);
    const current = await lockUpload(transaction, upload.id);
    // Somebody else finished it at the same moment; our blobs stay loose.
    if (!current.reasons.some(isUnfinished)) return current;
    // Withdrawn, or expired, perhaps while it was measured: its pictures are gone, unless it turns out to be evidence.
    if (!isGone(current) || verdict.severe) {
      const kept = await transaction
        .insert(derivatives)
        .values(encoded.map((derivative) => derivativeRow(derivative, upload.id, round, services)))
        .onConflictDoNothing()
        .returning({ blobKey: derivatives.blobKey });
      await makeFirm(
        transaction,
        kept.map(({ blobKey }) => blobKey),
      );
    }
    const { clusterId, likeness } = await placeLate(transaction, current, place);
    // One that is gone keeps no pictures that the safety officer could look at.
    const severe = verdict.severe || (place.likeSevere && !isGone(current));
    const found = newReasons([...verdict.reasons, ...likeness], current.reasons);
    const [finished] = await transaction
      .update(uploads)
      .set({
        evidence: measured.evidence,
        clusterId,
        reasons: [...current.reasons.map(asFinished), ...found],
        severe: current.severe || severe,
        // The bytes of what a safety officer has to see do not go by a timer.
        ...(severe ? { originalExpiresAt: null } : {}),
      })
      .where(eq(uploads.id, upload.id))
      .returning();
    await keepLateFingerprints(transaction, uploadId, measured, services);
    const standing = await readStandingOf(transaction, current.accountId, services);
    await recordEventsOf(transaction, { ...verdict, reasons: found }, { uploadId, clusterId, standing }, services);
    return finished ?? current;
  });
}

/**
 * The group of an upload that was measured late. Alone in its group it joins the one it belongs to; where others are in its
 * group already, which are copies to the byte, it stays with them: groups never merge. What people said of the group
 * it looks like stands beside it either way.
 */
async function placeLate(
  transaction: Queries,
  upload: UploadRow,
  place: Place,
): Promise<{ readonly clusterId: string; readonly likeness: readonly ServerReason[] }> {
  const own = upload.clusterId ?? upload.id;
  const [other] = await transaction
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(eq(uploads.clusterId, own), ne(uploads.id, upload.id)))
    .limit(1);
  const isAlone = own === upload.id && other === undefined;
  const marks = [await clusterMarks(transaction, own), await clusterMarks(transaction, place.clusterId)];
  const likeness: ServerReason[] = [];
  if (place.likeRejected || marks.some(({ rejected }) => rejected)) likeness.push({ code: 'like-rejected' });
  else if (marks.some(({ reported }) => reported)) likeness.push({ code: 'like-reported' });
  return { clusterId: isAlone ? (place.clusterId ?? own) : own, likeness };
}

/** Fingerprints may be there already: only its classifiers failed when it came. */
async function keepLateFingerprints(
  transaction: Queries,
  uploadId: string,
  measured: Measured,
  services: Services,
): Promise<void> {
  const [kept] = await transaction
    .select({ id: fingerprints.id })
    .from(fingerprints)
    .where(eq(fingerprints.uploadId, uploadId))
    .limit(1);
  if (kept === undefined) await keepFingerprints(transaction, { uploadId, measured, at: services.clock() }, services);
}

async function measuredAgain(
  upload: UploadRow,
  services: Services,
  signal: AbortSignal | undefined,
): Promise<Measured> {
  const bytes = await originalOf(upload, services);
  if (bytes === null) throw unshowable(upload.id, 'its original is gone');
  const measuring = await measureInBounds(bytes, readHeader(bytes, services.policy.limits), null, services, signal);
  if (isRefused(measuring)) throw unshowable(upload.id, 'it is damaged');
  if ('measured' in measuring) return measuring.measured;
  services.onError(measuring.error, 'measuring a held upload again');
  throw unshowable(upload.id, 'it still cannot be decoded; try again later');
}

/** The bytes as received, or null where they are gone. */
async function originalOf(upload: UploadRow, services: Services): Promise<Uint8Array | null> {
  if (upload.originalKey === null) return null;
  const sealed = await services.blobs.get(upload.originalKey);
  return sealed === null ? null : openSealed(sealed, upload.originalKey, services.keys.sealing);
}

function isGone(upload: UploadRow): boolean {
  return upload.state === 'withdrawn' || upload.state === 'expired';
}

function asFinished(reason: ServerReason): ServerReason {
  return isUnfinished(reason) ? { ...reason, finished: true } : reason;
}

function newReasons(found: readonly ServerReason[], before: readonly ServerReason[]): ServerReason[] {
  return found.filter((reason) => !before.some(({ code, bank }) => code === reason.code && bank === reason.bank));
}

function unshowable(uploadId: string, why: string): SafeUploadError {
  return new SafeUploadError('wrong-state', `Upload ${uploadId} cannot be shown: ${why}.`);
}
