import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Keys } from '@safeupload/server';
import { loadKeys, makeKeys } from '@safeupload/server/node';

/** The demo's secrets. */
export interface OpenKeys {
  readonly keys: Keys;
  /** Signs the forum's own session cookies. */
  readonly cookieSecret: string;
}

/**
 * The keys in the data directory, made once where there are none: this is a demo. A real host makes them by hand and
 * keeps them safe; the verifier itself never makes any.
 */
export async function openKeys(dataDirectory: string): Promise<OpenKeys> {
  const file = path.join(dataDirectory, 'keys.json');
  const keys = await loadKeys(file).catch((error: unknown) => {
    if (isSafeUploadError(error) && error.code === 'keys-missing') return makeKeys(file);
    throw error;
  });
  return { keys, cookieSecret: await secretIn(path.join(dataDirectory, 'cookie-secret')) };
}

async function secretIn(file: string): Promise<string> {
  try {
    const kept = (await readFile(file, 'utf8')).trim();
    if (kept.length >= 32) return kept;
  } catch {
    // Not made yet.
  }
  const made = randomBytes(32).toString('base64url');
  await writeFile(file, made, { mode: 0o600 });
  return made;
}
