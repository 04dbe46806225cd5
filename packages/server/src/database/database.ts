import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/**
 * A drizzle database of PostgreSQL's dialect: PGlite embedded or PostgreSQL itself. PGlite has one connection, so inside
 * a transaction only the transaction's own handle may be used: the outer one would wait for ever.
 *
 * No time limit of ours on queries: PGlite works in this very thread and can neither be timed nor cancelled, and a query
 * of PostgreSQL that we merely stopped waiting for would still commit. Where there is a server, let it end them: open its
 * connections with `statement_timeout`, `lock_timeout` and `idle_in_transaction_session_timeout` (e.g. 15 s each; in the
 * address `?options=-c%20statement_timeout%3D15s`). What it ends is rolled back and answered `unavailable`.
 */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** The handle inside `database.transaction(…)`, or the database itself: what a query needs. */
export type Queries = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;
