import { and, count, desc, eq, gt, inArray, not, type SQL, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { reports, uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { isLowTrust } from '../trust/low-trust.js';
import { readStandingOf, type Standing } from '../trust/standing.js';
import type { UploadRow } from '../uploads/upload-row.js';
import { type ReportReason, seriousReasons } from './report-reasons.js';
import { reporterWeight } from './reporter-weight.js';
import { trackRecordsOf } from './track-records.js';

/** One report that takes part in hiding. */
export type CountedReport = Pick<typeof reports.$inferSelect, 'id' | 'accountId' | 'reason'>;

/** A report that was just kept, of a picture that is shown. */
export interface FreshReport {
  readonly upload: UploadRow;
  readonly reporter: Standing;
  readonly reason: ReportReason;
}

/** Open reports of one picture that are weighed, the newest: more only stand there because they may hide no more. */
const mostWeighed = 500;
/** Weights are fractions: six times a third is two. */
const rounding = 1e-9;

/**
 * The reports that hide this picture, now that this one has come: itself, where it is serious, by an established member,
 * and the picture fresh and of low trust; else all open ones together, where they weigh enough. Empty where they do not, or
 * where unreviewed reports hide as many pictures as they may. Everybody is weighed anew: who was found wrong since her
 * report came hides nothing with it. The caller holds the lock `reports`, so that twenty at once are counted one by one.
 */
export async function reportsThatHide(
  transaction: Queries,
  fresh: FreshReport,
  services: Services,
): Promise<readonly CountedReport[]> {
  const { upload, reporter, reason } = fresh;
  const policy = services.policy.reports;
  const weighed = await weighOpen(transaction, upload.id, services);
  const own = weighed.find(({ accountId }) => accountId === reporter.accountId);
  if (own === undefined) return [];
  const owner = await readStandingOf(transaction, upload.accountId, services);
  const isFresh = upload.attachedAt !== null && services.clock() - upload.attachedAt < policy.freshPicture;
  if (owner.lowTrust && isFresh && reporter.established && seriousReasons.includes(reason)) return [own];
  const weight = weighed.reduce((sum, report) => sum + report.weight, 0);
  if (weight < policy.weightNeeded - rounding) return [];
  if (owner.established && (await establishedHidden(transaction, services)) >= policy.mostEstablishedHidden) return [];
  return weighed;
}

/** The open reports of a picture that count for something now, by reporters who hide less than they may. */
async function weighOpen(
  transaction: Queries,
  uploadId: string,
  services: Services,
): Promise<(CountedReport & { readonly weight: number })[]> {
  const open = await transaction
    .select({ id: reports.id, accountId: reports.accountId, reason: reports.reason, weight: reports.weight })
    .from(reports)
    .where(and(eq(reports.uploadId, uploadId), eq(reports.state, 'open'), gt(reports.weight, 0)))
    .orderBy(desc(reports.at), desc(reports.id))
    .limit(mostWeighed);
  if (open.length === 0) return [];
  const reporters = open.map(({ accountId }) => accountId);
  const recordOf = await trackRecordsOf(transaction, reporters, services);
  const hiddenOf = await hiddenByReporters(transaction, reporters);
  return open
    .map((report) => ({
      ...report,
      // Never more than when it came: whoever weighed something then counts as established here.
      weight: Math.min(report.weight, reporterWeight({ ...recordOf(report.accountId), established: true })),
    }))
    .filter(
      ({ accountId, weight }) => weight > 0 && hiddenOf(accountId) < services.policy.reports.mostHiddenPerReporter,
    );
}

/** How many pictures each reporter's unreviewed reports hide at this moment. */
async function hiddenByReporters(
  transaction: Queries,
  reporters: readonly string[],
): Promise<(accountId: string) => number> {
  const rows = await transaction
    .select({ accountId: reports.accountId, hidden: count() })
    .from(reports)
    .innerJoin(uploads, eq(uploads.id, reports.uploadId))
    .where(and(inArray(reports.accountId, [...reporters]), eq(reports.hides, true), isHiddenByReport()))
    .groupBy(reports.accountId);
  const counts = new Map(rows.map(({ accountId, hidden }) => [accountId, hidden]));
  return (accountId) => counts.get(accountId) ?? 0;
}

/** How many pictures of established members unreviewed reports hide at this moment, in the whole forum. */
async function establishedHidden(transaction: Queries, services: Services): Promise<number> {
  const [row] = await transaction
    .select({ hidden: count() })
    .from(uploads)
    .where(and(isHiddenByReport(), not(isLowTrust(uploads.accountId, services.policy))));
  return row?.hidden ?? 0;
}

/** Hidden by reports, and nobody has looked yet. */
function isHiddenByReport(): SQL {
  return sql`(${uploads.hiddenBy} = 'report' and ${uploads.state} = 'hidden')`;
}
