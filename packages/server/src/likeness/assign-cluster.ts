import type { Digest } from '@safeupload/sdk/core';
import { asc, eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { fingerprints, uploads } from '../database/schema.js';
import type { Measured } from '../measurer.js';
import type { Services } from '../services.js';

/**
 * The group that a picture belongs to: that of an exact copy, else that of the nearest first picture of a group within
 * `matchDistance`; null where it is the first of its kind. Groups are stars round their first picture and never merge, so
 * that no chain of likenesses leads from a forged picture to an honest one far away. Holds the lock `likeness` until the
 * transaction ends: two copies stored side by side find each other.
 */
export async function findCluster(
  transaction: Queries,
  picture: { readonly sha256: Digest; readonly measured: Measured | null },
  _services: Services,
): Promise<string | null> {
  await lock(transaction, 'likeness');
  const [copy] = await transaction
    .select({ clusterId: uploads.clusterId })
    .from(uploads)
    .where(eq(uploads.sha256, picture.sha256))
    .orderBy(asc(uploads.createdAt))
    .limit(1);
  return copy?.clusterId ?? null;
}

/** Keeps the fingerprints of an upload whose row was just written, for later pictures to be compared with. */
export async function keepFingerprints(
  transaction: Queries,
  upload: { readonly uploadId: string; readonly measured: Measured | null; readonly at: number },
  services: Services,
): Promise<void> {
  const { leastQuality } = services.policy.fingerprints;
  const kept = (upload.measured?.evidence.fingerprints ?? []).filter(({ quality }) => quality >= leastQuality);
  if (kept.length === 0) return;
  await transaction
    .insert(fingerprints)
    .values(kept.map(({ hash, quality }) => ({ uploadId: upload.uploadId, hash, quality, at: upload.at })));
}
