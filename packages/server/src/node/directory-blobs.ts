import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SafeUploadError } from '@safeupload/sdk/core';
import { type BlobStore, blobKeyPattern } from '../blobs.js';

/** Letters of a file that is being written: a key has no dot, so it can never be taken for one. */
const unfinished = '.unfinished';

/** Directories deep that keys may lie; stops a store with a loop of links from being walked for ever. */
const mostSegments = 16;

/**
 * A {@link BlobStore} of one file per key under that directory, made if it is missing (0700). A file is written beside its
 * place, flushed to the disk and moved there, and the directory is flushed too: after a crash, or `kill -9`, a key has
 * all its bytes or none. Keys outside {@link blobKeyPattern} throw `options-invalid`.
 */
export function directoryBlobs(directory: string): BlobStore & Required<Pick<BlobStore, 'list'>> {
  const root = resolve(directory);
  return {
    async put(key, bytes) {
      const path = pathOf(root, key);
      const parent = dirname(path);
      await mkdir(parent, { recursive: true, mode: 0o700 });
      const temporary = `${path}.${randomBytes(8).toString('hex')}${unfinished}`;
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (thrown) {
        await rm(temporary, { force: true });
        throw thrown;
      }
      await flushDirectory(parent);
    },
    async get(key) {
      try {
        const bytes = await readFile(pathOf(root, key));
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } catch (thrown) {
        if (isMissing(thrown)) return null;
        throw thrown;
      }
    },
    async delete(key) {
      await rm(pathOf(root, key), { force: true });
    },
    async list(prefix) {
      const keys: string[] = [];
      await walk(root, '', 0, prefix, keys);
      return keys;
    },
  };
}

function pathOf(root: string, key: string): string {
  if (blobKeyPattern.test(key)) return join(root, ...key.split('/'));
  throw new SafeUploadError('options-invalid', 'A blob key is segments of letters, digits, _ and -, joined by /.');
}

async function walk(root: string, folder: string, depth: number, prefix: string, keys: string[]): Promise<void> {
  if (depth > mostSegments) return;
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw thrown;
  });
  for (const entry of entries) {
    const key = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      // Only where keys of this prefix can lie.
      if (key.startsWith(prefix) || prefix.startsWith(`${key}/`)) await walk(root, key, depth + 1, prefix, keys);
    } else if (entry.isFile() && key.startsWith(prefix) && blobKeyPattern.test(key)) keys.push(key);
  }
}

/** Without this a crash of the machine can lose the name of a file whose bytes are safe. Some systems refuse it. */
async function flushDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => null);
  try {
    await directory?.sync().catch(() => {});
  } finally {
    await directory?.close();
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && Reflect.get(thrown, 'code') === 'ENOENT';
}
