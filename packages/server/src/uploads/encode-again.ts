import { readHeader, SafeUploadError } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import { derivativeKeyOf } from '../blob-keys.js';
import { derivatives } from '../database/schema.js';
import { makeFirm, putLoose } from '../loose-blobs.js';
import { isRefused } from '../refused.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { measureInBounds } from './measure-in-bounds.js';
import { derivativeRow } from './store-upload.js';
import type { UploadRow } from './upload-row.js';

/**
 * Sees to it that an upload has derivatives: one that was held because its measuring failed gets them from its sealed
 * original when a person wants to look or releases it. Throws `wrong-state` where it still cannot be decoded or its
 * original is gone.
 */
export async function encodeAgain(upload: UploadRow, services: Services): Promise<void> {
  const [existing] = await services.database
    .select({ name: derivatives.name })
    .from(derivatives)
    .where(eq(derivatives.uploadId, upload.id))
    .limit(1);
  if (existing !== undefined) return;
  const bytes = await originalOf(upload, services);
  if (bytes === null) throw unshowable(upload.id, 'its original is gone');
  const measuring = await measureInBounds(bytes, readHeader(bytes, services.policy.limits), services);
  if (isRefused(measuring)) throw unshowable(upload.id, 'it is damaged');
  if ('failure' in measuring) {
    services.onError(measuring.error, 'measuring a held upload again');
    throw unshowable(upload.id, 'it still cannot be decoded; try again later');
  }
  const round = newToken(services.random);
  const encoded = measuring.measured.derivatives;
  const drafts = encoded.map((one) => ({ key: derivativeKeyOf(upload.id, one.name, round), bytes: one.bytes }));
  await putLoose(drafts, services);
  await services.database.transaction(async (transaction) => {
    const kept = await transaction
      .insert(derivatives)
      .values(encoded.map((one) => derivativeRow(one, upload.id, round, services)))
      .onConflictDoNothing()
      .returning({ blobKey: derivatives.blobKey });
    // Another look at the same moment was faster: its blobs count and ours stay loose.
    await makeFirm(
      transaction,
      kept.map(({ blobKey }) => blobKey),
    );
  });
}

/** The bytes as received, or null where they are gone. */
async function originalOf(upload: UploadRow, services: Services): Promise<Uint8Array | null> {
  if (upload.originalKey === null) return null;
  const sealed = await services.blobs.get(upload.originalKey);
  return sealed === null ? null : openSealed(sealed, upload.originalKey, services.keys.sealing);
}

function unshowable(uploadId: string, why: string): SafeUploadError {
  return new SafeUploadError('wrong-state', `Upload ${uploadId} cannot be shown: ${why}.`);
}
