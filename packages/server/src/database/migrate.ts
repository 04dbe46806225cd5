import { SafeUploadError } from '@safeupload/sdk/core';
import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core';
import type { Database } from './database.js';
import { migrations } from './migrations.js';

const applied = pgTable('safeupload_migrations', {
  version: integer('version').primaryKey(),
  title: text('title').notNull(),
  appliedAt: bigint('applied_at', { mode: 'number' }).notNull(),
});

/** Two servers that start at once on one PostgreSQL take turns by this advisory lock (an arbitrary constant). */
const migrationLock = 736_001;

/**
 * Brings the database to the newest version, each step in a transaction of its own, and returns the version. Does
 * nothing on a database that is there already. Throws `database-failed` where the database is newer than this code: an
 * old server would misread it.
 */
export async function migrate(database: Database, now: number): Promise<number> {
  await database.execute(
    sql`create table if not exists safeupload_migrations (version integer primary key, title text not null, applied_at bigint not null)`,
  );
  const newest = migrations.length;
  for (const migration of migrations) {
    await database.transaction(async (transaction) => {
      await transaction.execute(sql`select pg_advisory_xact_lock(${migrationLock})`);
      const done = new Set(
        (await transaction.select({ version: applied.version }).from(applied)).map((row) => row.version),
      );
      const ahead = Math.max(0, ...done);
      if (ahead > newest) {
        throw new SafeUploadError(
          'database-failed',
          `The database is of version ${ahead}, this server knows up to ${newest}. Start the newer server again.`,
        );
      }
      if (done.has(migration.version)) return;
      for (const statement of migration.statements) await transaction.execute(sql.raw(statement));
      await transaction.insert(applied).values({ version: migration.version, title: migration.title, appliedAt: now });
    });
  }
  return newest;
}
