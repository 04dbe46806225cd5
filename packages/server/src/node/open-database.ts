import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { SafeUploadError } from '@safeupload/sdk/core';
import { drizzle } from 'drizzle-orm/pglite';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { type DirectoryLock, lockDirectory } from './directory-lock.js';

/** An embedded database that is open. */
export interface OpenDatabase {
  readonly database: Database;
  /** Closes the database and gives its lock back; not an error when it was closed before. */
  close(): Promise<void>;
}

/**
 * Opens the embedded database (PGlite: PostgreSQL in WebAssembly) in that directory, made if it is missing, under an
 * exclusive lock beside it (`<directory>.lock`), and brings it to the newest version. Throws `database-in-use` where
 * another process has it, `database-failed` where it cannot be opened.
 */
export async function openDatabase(directory: string): Promise<OpenDatabase> {
  const path = resolve(directory);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await mkdir(path, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(`${path}.lock`);
  try {
    return await openLocked(path, lock);
  } catch (cause) {
    await lock.release();
    if (cause instanceof SafeUploadError) throw cause;
    throw new SafeUploadError('database-failed', `The database in ${path} cannot be opened: ${String(cause)}`, {
      cause,
    });
  }
}

async function openLocked(path: string, lock: DirectoryLock): Promise<OpenDatabase> {
  const client = await PGlite.create(path);
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    try {
      await client.close();
    } finally {
      await lock.release();
    }
  };
  try {
    const database: Database = drizzle({ client });
    await migrate(database, Date.now());
    return { database, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
