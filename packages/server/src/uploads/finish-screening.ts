import { readHeader, SafeUploadError } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import { matchDigests } from '../banks/match-digests.js';
import { derivativeKeyOf } from '../blob-keys.js';
import { derivatives, uploads } from '../database/schema.js';
import { decideOnServer } from '../decide/decide-on-server.js';
import type { ServerReason } from '../decide/server-verdict.js';
import { makeFirm, putLoose } from '../loose-blobs.js';
import type { Measured } from '../measurer.js';
import { isRefused } from '../refused.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { measureInBounds } from './measure-in-bounds.js';
import { derivativeRow } from './store-upload.js';
import { isUnfinished } from './unfinished.js';
import { lockUpload, type UploadRow } from './upload-row.js';

/**
 * Screens an upload to the end that was held because that failed when it came, before a person looks at it or releases
 * it, or in the background: from its sealed original, against the banks as they are now. It stays held, gets derivatives,
 * and moves into the severe lane where it belongs there, also after it was withdrawn or expired; gone otherwise, it stays
 * gone. Returns the upload as it is now; one that was screened when it came is returned untouched. Throws `wrong-state`
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
    const [finished] = await transaction
      .update(uploads)
      .set({
        evidence: measured.evidence,
        reasons: [...current.reasons.map(asFinished), ...newReasons(verdict.reasons, current.reasons)],
        severe: current.severe || verdict.severe,
        // What a safety officer has to see does not go by a timer.
        ...(verdict.severe ? { expiresAt: null, originalExpiresAt: null } : {}),
      })
      .where(eq(uploads.id, upload.id))
      .returning();
    return finished ?? current;
  });
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
