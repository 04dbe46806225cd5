import { and, eq, exists, inArray, or } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { reports, uploads } from '../database/schema.js';

/** What people said of the pictures of one group. */
export interface ClusterMarks {
  /** One of them was rejected or taken down. */
  readonly rejected: boolean;
  /** One of them has a report that nobody found wrong. */
  readonly reported: boolean;
}

/** The marks of a group of pictures that look alike; none where there is no group. */
export async function clusterMarks(queries: Queries, clusterId: string | null): Promise<ClusterMarks> {
  if (clusterId === null) return { rejected: false, reported: false };
  const inCluster = eq(uploads.clusterId, clusterId);
  const [rejected] = await queries
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(inCluster, inArray(uploads.state, ['rejected', 'takenDown'])))
    .limit(1);
  const openReport = queries
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.uploadId, uploads.id), or(eq(reports.state, 'open'), eq(reports.state, 'confirmed'))));
  const [reported] = await queries
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(inCluster, exists(openReport)))
    .limit(1);
  return { rejected: rejected !== undefined, reported: reported !== undefined };
}
