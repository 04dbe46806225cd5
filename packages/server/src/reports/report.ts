import { SafeUploadError } from '@safeupload/sdk/core';
import { eq, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { receipts, reports } from '../database/schema.js';
import type { Tier } from '../identity.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { rememberAccount } from '../trust/remember-account.js';
import { readStandingOf } from '../trust/standing.js';
import { isShown } from '../uploads/change-upload.js';
import { hideMany } from '../uploads/hide-many.js';
import { lockUpload, type UploadRow } from '../uploads/upload-row.js';
import { type ReportReason, reportReasons } from './report-reasons.js';
import { reporterWeight } from './reporter-weight.js';
import { reportsThatHide } from './reports-that-hide.js';
import { trackRecordsOf } from './track-records.js';
import { withinReportRate } from './within-report-rate.js';

/** A member's report of a picture that is shown. */
export interface ReportOrder {
  readonly uploadId: string;
  /** Who reports. */
  readonly accountId: string;
  readonly reason: ReportReason;
  /** The reporter's tier, where the host knows it at this moment; absent: as last seen. */
  readonly tier?: Tier;
  /** Where the request came from, for the buckets. */
  readonly peer?: { readonly address: string; readonly port?: number };
}

/** What the host may tell the reporter. The same whether or not the picture was hidden: a report must not be a probe. */
export interface ReportAnswer {
  readonly received: true;
}

const longestId = 200;

/**
 * Takes a report. A serious one by an established member hides a fresh picture of low trust in the same transaction; others
 * hide once they weigh enough together (`policy.reports`). What may hide nothing stays an open report, at the top of the
 * desk. Reporting the same picture again changes nothing, and neither does reporting one's own. Throws `not-found`,
 * `wrong-state` (it is not shown any more), `options-invalid`, `rate-limited` as SafeUploadError where the reporter's bucket
 * is empty.
 */
export async function report(order: ReportOrder, services: Services): Promise<ReportAnswer> {
  requireReadable(order);
  await withinReportRate(order, services);
  const { uploadId, accountId, tier } = order;
  // Before the lock `reports`: an upload of this account writes the same row and then waits for locks that come earlier.
  if (tier !== undefined) await rememberAccount(services.database, { accountId, tier }, services.clock());
  const hidden = await services.database.transaction(async (transaction) => {
    await lock(transaction, 'reports');
    const upload = await lockUpload(transaction, uploadId);
    if (!(await mayBeReported(transaction, upload)))
      throw new SafeUploadError('wrong-state', `Upload ${uploadId} is not shown any more.`);
    if (upload.accountId === accountId) return false;
    return keepReport(transaction, upload, order, services);
  });
  if (hidden) services.courier.wake();
  return { received: true };
}

/**
 * Whether somebody may have seen it who now reports it. What was hidden while she read will not come back from the curtain
 * by itself then; and what its owner took out of the post meanwhile waits, or stands at the desk, once it is in the next one.
 */
async function mayBeReported(transaction: Queries, { id, outcome, state }: UploadRow): Promise<boolean> {
  if (outcome !== 'allowed') return false;
  if (state !== 'unattached') return state === 'attached' || state === 'hidden';
  const [shown] = await transaction
    .select({ jti: receipts.jti })
    .from(receipts)
    .where(eq(receipts.uploadId, id))
    .limit(1);
  return shown !== undefined;
}

/** Keeps the report and hides what it makes hidden. Returns whether it did. */
async function keepReport(
  transaction: Queries,
  upload: UploadRow,
  order: ReportOrder,
  services: Services,
): Promise<boolean> {
  const { accountId, reason } = order;
  const reporter = await readStandingOf(transaction, accountId, services);
  const recordOf = await trackRecordsOf(transaction, [accountId], services);
  const kept = await transaction
    .insert(reports)
    .values({
      id: newToken(services.random),
      uploadId: upload.id,
      accountId,
      reason,
      weight: reporterWeight({ ...recordOf(accountId), established: reporter.established }),
      hides: false,
      at: services.clock(),
      state: 'open',
    })
    .onConflictDoNothing()
    .returning({ id: reports.id });
  if (kept.length === 0 || !isShown(upload)) return false;
  const hiding = await reportsThatHide(transaction, { upload, reporter, reason }, services);
  if (hiding.length === 0) return false;
  const named = reportReasons.filter((one) => hiding.some((counted) => counted.reason === one));
  await hideMany(
    transaction,
    [upload],
    {
      hiddenBy: 'report',
      by: null,
      reason: `reported: ${named.join(', ')}`,
      // Only the safety officer looks at what a member says shows a child abused: it spares the others, and the bytes stay
      // as they came. No classifier can say so, and the caps on what reports hide bound who else could fill that lane.
      ...(named.includes('child') ? { severe: true } : {}),
    },
    services,
  );
  await transaction
    .update(reports)
    .set({ hides: true })
    .where(
      inArray(
        reports.id,
        hiding.map(({ id }) => id),
      ),
    );
  return true;
}

function requireReadable({ uploadId, accountId, reason }: ReportOrder): void {
  const isId = (value: unknown): boolean => typeof value === 'string' && value.length >= 1 && value.length <= longestId;
  if (isId(uploadId) && isId(accountId) && reportReasons.includes(reason)) return;
  throw new SafeUploadError(
    'options-invalid',
    `A report takes an upload, an account (1–${longestId} characters each) and one of the reasons ${reportReasons.join(', ')}, got ${String(reason).slice(0, 40)}.`,
  );
}
