import type { Format } from '@safeupload/sdk/core';
import { and, asc, eq, getTableColumns, inArray, lte, sql } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { targetOf } from '../uploads/change-upload.js';
import type { UploadRow } from '../uploads/upload-row.js';
import type { DeskFacts } from './desk-facts.js';
import { deskReasons } from './desk-reasons.js';
import type { DeskRow } from './desk-view.js';
import { groupKey, type Lane, urgency, waitsInLane } from './waits-in-lane.js';

/** An upload at the desk, without what was measured of it, which is long and not shown. */
export type DeskUpload = Omit<UploadRow, 'evidence' | 'clusterId'> & {
  readonly clusterId: string;
  readonly groupId: string;
};

/** Rows shown of one group. */
const mostRows = 50;

/** The uploads of these groups, in each what is or was public first, then the oldest, at most 50. */
export async function deskUploadsOf(
  groupIds: readonly string[],
  order: { readonly lane: Lane; readonly groupBy: 'account' | 'likeness' },
  services: Services,
): Promise<DeskUpload[]> {
  if (groupIds.length === 0) return [];
  const { database } = services;
  const key = groupKey(order.groupBy);
  const ranked = database
    .select({
      uploadId: sql<string>`${uploads.id}`.as('ranked_id'),
      groupId: key.as('group_id'),
      place: sql<number>`row_number() over (
        partition by ${key} order by ${urgency}, ${uploads.createdAt}, ${uploads.id}
      )`.as('place'),
    })
    .from(uploads)
    .where(and(waitsInLane(database, order.lane), inArray(key, [...groupIds])))
    .as('ranked');
  const { evidence: _, ...columns } = getTableColumns(uploads);
  return database
    .select({ ...columns, clusterId: groupKey('likeness').as('own_cluster'), groupId: ranked.groupId })
    .from(uploads)
    .innerJoin(ranked, eq(ranked.uploadId, uploads.id))
    .where(lte(ranked.place, mostRows))
    .orderBy(asc(ranked.place));
}

/** The row that the desk shows of an upload. */
export function deskRowOf(upload: DeskUpload, facts: DeskFacts, mayLook: boolean): DeskRow {
  const { id: uploadId, accountId, clusterId } = upload;
  const account = facts.accounts.get(accountId);
  const openReports = facts.reports.get(uploadId) ?? {};
  return {
    uploadId,
    accountId,
    tier: account?.tier ?? upload.tier,
    accountSince: account?.since ?? account?.firstSeenAt ?? upload.createdAt,
    accountSinceIsHosts: typeof account?.since === 'number',
    accepted: facts.accepted.get(accountId) ?? 0,
    context: upload.context,
    outcome: upload.outcome,
    state: upload.state,
    route: upload.route,
    at: upload.createdAt,
    reasons: deskReasons({ upload, openReports, words: facts.words.get(uploadId) }),
    appeal: upload.appealed ? { note: upload.note ?? '' } : null,
    attachedTo: targetOf(upload),
    hiddenBy: upload.hiddenBy,
    openReports,
    clusterId,
    copies: facts.copies.get(clusterId) ?? 1,
    othersDecided: facts.othersDecided(upload),
    looks: facts.looks.get(uploadId) ?? 0,
    // Provable: written from a Header, whose format is a Format.
    format: upload.format as Format,
    width: upload.width,
    height: upload.height,
    mayLook,
  };
}
