import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { fingerprints, uploads } from '../database/schema.js';
import type { Services } from '../services.js';

/** What was found near some uploads before the lock was taken. */
export interface KnownCopies {
  /** The hashes they are found by. */
  readonly hashes: readonly string[];
  readonly uploadIds: readonly string[];
  /** The search inside the lock begins after this fingerprint. */
  readonly upTo: number;
}

/** Digits of a hash. */
const hashDigits = 64;

/** Looks for copies of these uploads among what is known: the long part of the search, before any lock is held. */
export async function knownCopiesOf(
  queries: Queries,
  uploadIds: readonly string[],
  services: Services,
): Promise<KnownCopies> {
  const hashes = await hashesOfUploads(queries, uploadIds, services);
  const { likenesses, upTo } = await services.likenessIndex.near(queries, hashes);
  return { hashes, uploadIds: likenesses.map(({ uploadId }) => uploadId), upTo };
}

/**
 * The ids of all copies of these uploads that are shown, hidden or could be shown: what looks like them, whatever way it is turned or
 * mirrored, copies to the byte (also those that could not be measured), and the rest of their groups. The caller holds the
 * lock `likeness`, so that a copy which is being stored at this moment is either found or finds what the caller decides.
 */
export async function copiesOf(
  transaction: Queries,
  uploadIds: readonly string[],
  known: KnownCopies,
  services: Services,
): Promise<string[]> {
  const newer = await services.likenessIndex.near(transaction, known.hashes, known.upTo);
  const own = await transaction
    .select({ sha256: uploads.sha256, clusterId: uploads.clusterId })
    .from(uploads)
    .where(inArray(uploads.id, [...uploadIds]));
  const grouped = await transaction
    .select({ id: uploads.id })
    .from(uploads)
    .where(
      and(
        eq(uploads.outcome, 'allowed'),
        inArray(uploads.state, ['attached', 'unattached', 'hidden']),
        or(
          inArray(
            uploads.sha256,
            own.map(({ sha256 }) => sha256),
          ),
          inArray(
            uploads.clusterId,
            own.flatMap(({ clusterId }) => clusterId ?? []),
          ),
        ),
      ),
    );
  const near = [...known.uploadIds, ...newer.likenesses.map(({ uploadId }) => uploadId)];
  const decided = new Set(uploadIds);
  return [...new Set([...near, ...grouped.map(({ id }) => id)])].filter((id) => !decided.has(id));
}

/** All orientations as they were measured; of uploads older than the window, or than these rows, the upright picture alone. */
async function hashesOfUploads(
  queries: Queries,
  uploadIds: readonly string[],
  services: Services,
): Promise<readonly string[]> {
  const rows = await queries
    .select({ uploadId: fingerprints.uploadId, orientations: fingerprints.orientations })
    .from(fingerprints)
    .where(inArray(fingerprints.uploadId, [...uploadIds]));
  const hashes = new Set(rows.flatMap(({ orientations }) => hashesIn(orientations)));
  const found = new Set(rows.map(({ uploadId }) => uploadId));
  const others = uploadIds.filter((id) => !found.has(id));
  if (others.length > 0) {
    const measured = await queries
      .select({ evidence: uploads.evidence })
      .from(uploads)
      .where(and(inArray(uploads.id, others), sql`${uploads.evidence} is not null`));
    for (const { evidence } of measured) {
      for (const { hash, quality } of evidence?.fingerprints ?? []) {
        if (quality >= services.policy.fingerprints.leastQuality) hashes.add(hash);
      }
    }
  }
  return [...hashes];
}

function hashesIn(orientations: string): string[] {
  const count = Math.floor(orientations.length / hashDigits);
  return Array.from({ length: count }, (_, index) => orientations.slice(index * hashDigits, (index + 1) * hashDigits));
}
