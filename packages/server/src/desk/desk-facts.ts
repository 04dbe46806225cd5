import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { accounts, decisions, looks, reports, uploads } from '../database/schema.js';
import type { Tier } from '../identity.js';
import type { ReportReason } from '../reports/report-reasons.js';
import type { Services } from '../services.js';
import { type Neighbour, othersDecided } from './others-decided.js';

/** What is known of an account whose picture stands at the desk. */
export interface AccountFacts {
  /** As last seen. */
  readonly tier: Tier;
  /** When it was made, as the host says; null where it does not. */
  readonly since: number | null;
  readonly firstSeenAt: number;
}

/** What the desk tells of its rows besides the uploads themselves, each by id. */
export interface DeskFacts {
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  /** Accepted pictures of an account, copies counted once. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Pictures of a group, whatever became of them. */
  readonly copies: ReadonlyMap<string, number>;
  readonly looks: ReadonlyMap<string, number>;
  /** Open reports of an upload, by reason. */
  readonly reports: ReadonlyMap<string, Readonly<Partial<Record<ReportReason, number>>>>;
  /** What somebody on duty wrote who hid it or put it on hold. */
  readonly words: ReadonlyMap<string, string>;
  readonly othersDecided: (row: Neighbour) => readonly string[];
}

/** Reads everything about these rows with one query for each kind of thing, however many rows. */
export async function deskFactsOf(rows: readonly Neighbour[], services: Services): Promise<DeskFacts> {
  if (rows.length === 0) {
    const none = new Map();
    return {
      accounts: none,
      accepted: none,
      copies: none,
      looks: none,
      reports: none,
      words: none,
      othersDecided: () => [],
    };
  }
  const { database } = services;
  const ids = rows.map(({ id }) => id);
  const accountIds = [...new Set(rows.map(({ accountId }) => accountId))];
  const clusterIds = [...new Set(rows.map(({ clusterId }) => clusterId))];
  const count = sql<number>`count(*)::int`;
  const seen = await database.select().from(accounts).where(inArray(accounts.accountId, accountIds));
  const accepted = await database
    .select({
      key: uploads.accountId,
      count: sql<number>`count(distinct coalesce(${uploads.clusterId}, ${uploads.sha256}))::int`,
    })
    .from(uploads)
    .where(and(inArray(uploads.accountId, accountIds), isNotNull(uploads.acceptedAt)))
    .groupBy(uploads.accountId);
  const copies = await database
    .select({ key: sql<string>`${uploads.clusterId}`, count })
    .from(uploads)
    .where(inArray(uploads.clusterId, clusterIds))
    .groupBy(uploads.clusterId);
  const looked = await database
    .select({ key: looks.uploadId, count })
    .from(looks)
    .where(inArray(looks.uploadId, ids))
    .groupBy(looks.uploadId);
  return {
    accounts: new Map(seen.map(({ accountId, ...facts }) => [accountId, facts])),
    accepted: countsOf(accepted),
    copies: countsOf(copies),
    looks: countsOf(looked),
    reports: await openReportsOf(ids, services),
    words: await wordsOf(ids, services),
    othersDecided: await othersDecided(rows, services),
  };
}

function countsOf(rows: readonly { readonly key: string; readonly count: number }[]): Map<string, number> {
  return new Map(rows.map(({ key, count }) => [key, count]));
}

async function openReportsOf(ids: readonly string[], { database }: Services): Promise<DeskFacts['reports']> {
  const rows = await database
    .select({ uploadId: reports.uploadId, reason: reports.reason, count: sql<number>`count(*)::int` })
    .from(reports)
    .where(and(inArray(reports.uploadId, [...ids]), eq(reports.state, 'open')))
    .groupBy(reports.uploadId, reports.reason);
  const byUpload = new Map<string, Partial<Record<ReportReason, number>>>();
  for (const { uploadId, reason, count } of rows) {
    byUpload.set(uploadId, { ...byUpload.get(uploadId), [reason]: count });
  }
  return byUpload;
}

/** The last words of a person who hid an upload or put it on hold. */
async function wordsOf(ids: readonly string[], { database }: Services): Promise<Map<string, string>> {
  const rows = await database
    .select({ uploadId: decisions.uploadId, reason: decisions.reason })
    .from(decisions)
    .where(
      and(
        inArray(decisions.uploadId, [...ids]),
        isNotNull(decisions.byAccountId),
        isNotNull(decisions.reason),
        eq(decisions.undone, false),
        or(and(eq(decisions.type, 'hidden'), eq(decisions.hiddenBy, 'person')), eq(decisions.type, 'held')),
      ),
    )
    .orderBy(asc(decisions.at), asc(decisions.id));
  return new Map(rows.map(({ uploadId, reason }) => [uploadId, reason ?? '']));
}
