import { inArray, sql } from 'drizzle-orm';
import { appendAudit } from '../audit/append-audit.js';
import { bankRejected } from '../banks/bank-rejected.js';
import { localHoldBank } from '../banks/local-hold-bank.js';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { uploads } from '../database/schema.js';
import { copiesOf, knownCopiesOf } from '../likeness/near-copies.js';
import { type LockedCopy, type StoppedCopies, stopCopies } from '../likeness/stop-copies.js';
import { settleReports } from '../reports/settle-reports.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { stopMany } from './stop-many.js';
import type { UploadRow } from './upload-row.js';

/** One press that rejects one upload or many. */
export interface RejectingPress {
  /** At most some hundreds. */
  readonly uploadIds: readonly string[];
  /** Those of the locked uploads that are rejected, as they stand now; throws where none may be. */
  choose(transaction: Queries, rows: readonly UploadRow[]): Promise<readonly UploadRow[]>;
  /** True: their pictures go onto the local hold bank and their copies are stopped, in the same transaction. */
  readonly bank: boolean;
  /** The account that decides. */
  readonly by: string;
  readonly reason: string | undefined;
}

/** What a press did. */
export interface Rejected extends StoppedCopies {
  readonly uploadIds: readonly string[];
}

/** Characters of a reason that are kept. */
const longestReason = 500;

/**
 * Rejects, in one transaction: all of it stands when this resolves, or nothing where it was killed. With `bank` copies that
 * are public answer 404 from the same moment on, also those that were being stored while the press ran.
 */
export async function rejectTogether(press: RejectingPress, services: Services): Promise<Rejected> {
  const known = press.bank ? await knownCopiesOf(services.database, press.uploadIds, services) : null;
  const rejected = await services.database.transaction(async (transaction): Promise<Rejected> => {
    if (known !== null) await lock(transaction, 'likeness');
    await lock(transaction, 'reports');
    const copies = known === null ? [] : await copiesOf(transaction, press.uploadIds, known, services);
    const locked = await lockInOrder(transaction, [...press.uploadIds, ...copies]);
    const rows = await transaction
      .select()
      .from(uploads)
      .where(inArray(uploads.id, [...press.uploadIds]))
      .orderBy(uploads.id);
    const chosen = await press.choose(transaction, rows);
    const pictures = chosen.map((upload) => ({ upload, decisionId: newToken(services.random) }));
    const { by } = press;
    const reason = press.reason?.slice(0, longestReason) ?? null;
    await stopMany(transaction, pictures, { by, reason }, services);
    const uploadIds = chosen.map(({ id }) => id);
    await settleReports(transaction, uploadIds, 'confirmed', services);
    if (!press.bank || pictures.length === 0) return { uploadIds, hidden: 0, held: 0 };
    const entries = await bankRejected(transaction, pictures, services);
    const decided = new Set(press.uploadIds);
    const stopped = await stopCopies(
      transaction,
      locked.filter(({ id }) => !decided.has(id)),
      { by, severe: chosen.some(({ severe }) => severe) },
      services,
    );
    const details = { uploadId: uploadIds[0] ?? null, pictures: uploadIds.length, entries, ...stopped };
    await appendAudit(transaction, { by, action: 'bank-added', subject: localHoldBank.name, details }, services);
    return { uploadIds, ...stopped };
  });
  services.courier.wake();
  return rejected;
}

/** Locks all of them in one statement, in the order in which everybody locks uploads, and tells how they stand. */
function lockInOrder(transaction: Queries, ids: readonly string[]): Promise<LockedCopy[]> {
  return transaction
    .select({ id: uploads.id, outcome: uploads.outcome, state: uploads.state, hiddenBy: uploads.hiddenBy })
    .from(uploads)
    .where(sql`${uploads.id} = any(${sql.param(ids)}::text[])`)
    .orderBy(uploads.id)
    .for('update');
}
