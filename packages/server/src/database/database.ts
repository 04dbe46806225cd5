import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/**
 * A drizzle database of PostgreSQL's dialect: PGlite embedded or PostgreSQL itself. PGlite has one connection, so inside
 * a transaction only the transaction's own handle may be used: the outer one would wait for ever.
 */
export type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** The handle inside `database.transaction(…)`, or the database itself: what a query needs. */
export type Queries = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;
