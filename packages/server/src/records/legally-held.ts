import type { Column, SQL } from 'drizzle-orm';
import { sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { lockShared } from '../database/locks.js';
import { legalHolds, uploads } from '../database/schema.js';

/** What of a row says whom it is about. One that knows only its upload is asked for the account through `uploads`. */
export interface HeldColumns {
  readonly uploadId?: Column | SQL;
  readonly accountId?: Column;
}

/**
 * The condition under which a row may be deleted: no order in force about its upload or its account. For the `where` of
 * every statement that deletes by time or on its owner's wish, so that many rows are asked at once.
 */
export function notLegallyHeld(columns: HeldColumns): SQL {
  const { uploadId, accountId } = columns;
  const about: SQL[] = [];
  if (uploadId !== undefined) about.push(sql`${legalHolds.uploadId} = ${uploadId}`);
  if (accountId !== undefined) about.push(sql`${legalHolds.accountId} = ${accountId}`);
  else if (uploadId !== undefined) {
    about.push(
      sql`${legalHolds.accountId} = (select ${uploads.accountId} from ${uploads} where ${uploads.id} = ${uploadId})`,
    );
  }
  return sql`not exists (
    select 1 from ${legalHolds} where ${legalHolds.liftedAt} is null and (${sql.join(about, sql` or `)})
  )`;
}

/**
 * Takes the lock that an order takes alone, beside others who delete. First thing in a transaction that deletes, before any
 * row is locked: once an order stands, no deletion that began before it is still to come.
 */
export function lockAgainstOrders(transaction: Queries): Promise<void> {
  return lockShared(transaction, 'legal-holds');
}
