import { and, asc, eq, inArray, isNotNull, ne, type SQL } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { fingerprints, uploads } from '../database/schema.js';
import type { Measured } from '../measurer.js';
import type { Services } from '../services.js';
import { hashesOf } from './hash-words.js';
import type { Likeness } from './likeness-index.js';

/** Where a picture belongs among those that came before it. */
export interface Place {
  /** The group it belongs to; null where it is the first of its kind. */
  readonly clusterId: string | null;
  /**
   * It looks like a picture that a person rejected or took down, in whatever group that is. Asked here, under the lock, and
   * not only of the banks, which were asked before: a rejection that ended in between would be missed.
   */
  readonly likeRejected: boolean;
  /**
   * It looks like a picture of the severe lane that is hidden, rejected or taken down: only the safety officer looks at it,
   * also where no list knows it and a member's report or a person's decision said so.
   */
  readonly likeSevere: boolean;
}

/** Which picture is placed. */
export interface Placeable {
  readonly sha256: string;
  /** Null where it could not be measured: then it is placed by exact copies only. */
  readonly measured: Measured | null;
  /** Its own id, where it is placed after it was stored. */
  readonly uploadId?: string;
}

/** Uploads asked about in one statement. */
const mostInStatement = 1000;

/**
 * The place of a picture: in the group of an exact copy, else in that of the nearest first picture of a group within
 * `matchDistance`, groups of which something was rejected before all others, so that nobody stands before a rejected
 * picture with one a little nearer. Groups are stars round their first picture and never merge, so that no chain of
 * likenesses leads from a forged picture to an honest one far away. Holds the lock `likeness` until the transaction ends:
 * two copies stored side by side find each other. What is known is searched before the lock, only what is newer inside.
 */
export async function findCluster(transaction: Queries, picture: Placeable, services: Services): Promise<Place> {
  const { likenessIndex, policy } = services;
  const hashes =
    picture.measured === null ? [] : hashesOf(picture.measured.orientations, policy.fingerprints.leastQuality);
  const known = hashes.length === 0 ? null : await likenessIndex.near(transaction, hashes);
  await lock(transaction, 'likeness');
  const newer = known === null ? null : await likenessIndex.near(transaction, hashes, known.upTo);
  const likenesses = [...(known?.likenesses ?? []), ...(newer?.likenesses ?? [])].filter(
    ({ uploadId }) => uploadId !== picture.uploadId,
  );
  const near = await uploadsNear(transaction, likenesses);
  const clusterId =
    (await clusterOfCopy(transaction, picture)) ?? (await clusterOfNearest(transaction, likenesses, near));
  const alike = [...near.values()];
  return {
    clusterId,
    likeRejected: alike.some(({ state }) => isRejected(state)),
    likeSevere: alike.some(isSevere) || (await hasSevere(transaction, clusterId, picture.uploadId)),
  };
}

/** Keeps the fingerprints of an upload whose row stands, for later pictures to be compared with. The caller holds the lock `likeness`. */
export async function keepFingerprints(
  transaction: Queries,
  upload: { readonly uploadId: string; readonly measured: Measured | null; readonly at: number },
  services: Services,
): Promise<void> {
  const { measured, uploadId, at } = upload;
  if (measured === null) return;
  const { leastQuality } = services.policy.fingerprints;
  const kept = measured.evidence.fingerprints.flatMap(({ hash, quality }, frame) => {
    if (quality < leastQuality) return [];
    const turned = hashesOf([measured.orientations[frame] ?? []], leastQuality);
    return [{ uploadId, hash, quality, orientations: [...new Set([hash, ...turned])].slice(0, 8).join(''), at }];
  });
  if (kept.length > 0) await transaction.insert(fingerprints).values(kept);
}

async function clusterOfCopy(transaction: Queries, picture: Placeable): Promise<string | null> {
  const conditions: SQL[] = [eq(uploads.sha256, picture.sha256), isNotNull(uploads.clusterId)];
  if (picture.uploadId !== undefined) conditions.push(ne(uploads.id, picture.uploadId));
  const [copy] = await transaction
    .select({ clusterId: uploads.clusterId })
    .from(uploads)
    .where(and(...conditions))
    .orderBy(asc(uploads.createdAt), asc(uploads.id))
    .limit(1);
  return copy?.clusterId ?? null;
}

type NearUpload = Pick<typeof uploads.$inferSelect, 'id' | 'clusterId' | 'state' | 'severe'>;

async function uploadsNear(
  transaction: Queries,
  likenesses: readonly Likeness[],
): Promise<ReadonlyMap<string, NearUpload>> {
  const ids = likenesses.map(({ uploadId }) => uploadId);
  const near = new Map<string, NearUpload>();
  for (let start = 0; start < ids.length; start += mostInStatement) {
    const rows = await transaction
      .select({ id: uploads.id, clusterId: uploads.clusterId, state: uploads.state, severe: uploads.severe })
      .from(uploads)
      .where(inArray(uploads.id, ids.slice(start, start + mostInStatement)));
    for (const row of rows) near.set(row.id, row);
  }
  return near;
}

async function clusterOfNearest(
  transaction: Queries,
  likenesses: readonly Likeness[],
  near: ReadonlyMap<string, NearUpload>,
): Promise<string | null> {
  const clusters = likenesses
    .filter(({ isFirst }) => isFirst)
    .sort((a, b) => a.distance - b.distance)
    .flatMap(({ uploadId }) => near.get(uploadId)?.clusterId ?? []);
  const distinct = [...new Set(clusters)];
  if (distinct.length < 2) return distinct[0] ?? null;
  const nearest = distinct.slice(0, mostInStatement);
  const rejected = await transaction
    .select({ clusterId: uploads.clusterId })
    .from(uploads)
    .where(and(inArray(uploads.clusterId, nearest), inArray(uploads.state, ['rejected', 'takenDown'])))
    .groupBy(uploads.clusterId);
  const marked = new Set(rejected.map(({ clusterId }) => clusterId));
  return nearest.find((clusterId) => marked.has(clusterId)) ?? nearest[0] ?? null;
}

/** Whether the group has such a picture, which perhaps was never measured or is older than the window. */
async function hasSevere(transaction: Queries, clusterId: string | null, except: string | undefined): Promise<boolean> {
  if (clusterId === null) return false;
  const conditions = [eq(uploads.clusterId, clusterId), eq(uploads.severe, true), inArray(uploads.state, severeStates)];
  if (except !== undefined) conditions.push(ne(uploads.id, except));
  const [row] = await transaction
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(...conditions))
    .limit(1);
  return row !== undefined;
}

/** What a person released from that lane says nothing of others any more. */
const severeStates: NearUpload['state'][] = ['hidden', 'rejected', 'takenDown'];

function isSevere({ severe, state }: NearUpload): boolean {
  return severe && severeStates.includes(state);
}

function isRejected(state: NearUpload['state']): boolean {
  return state === 'rejected' || state === 'takenDown';
}
