import { sql } from 'drizzle-orm';
import type { Queries } from './database.js';

// Advisory locks, held until the transaction ends. Taken in this order, so that no two transactions wait for each other:
//
//   account → strictness → likeness → reports → legal-holds → rows of uploads (by id) → audit

/** What a transaction may reserve for itself. */
export type LockName = `account ${string}` | 'strictness' | 'likeness' | 'reports' | 'legal-holds' | 'audit';

/** Waits until nobody else holds the lock, and holds it until the transaction ends. */
export async function lock(transaction: Queries, name: LockName): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`safeupload ${name}`}, 0))`);
}

/** The same beside others who share it: waits only for those who hold it alone. */
export async function lockShared(transaction: Queries, name: LockName): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`safeupload ${name}`}, 0))`);
}
