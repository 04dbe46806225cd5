import { lstat, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SafeUploadError } from '@safeupload/sdk/core';

/** Files that one call looks at, and directories deep; stops trees that somebody made to be endless. */
const mostFiles = 1_000_000;
const mostDepth = 64;

/** A file to inspect, or why a path cannot be. */
export type WalkedFile =
  | { readonly path: string; readonly bytes: number }
  | { readonly path: string; readonly error: SafeUploadError };

/**
 * The files at the paths, directories walked recursively in the order of their names. Links are followed where they were
 * named and not where they were found. What is neither file nor directory, or cannot be read, comes with its error; found
 * on the way, links and what is neither are passed by, `onPassed` called for each.
 */
export async function* walkFiles(
  paths: readonly string[],
  signal: AbortSignal,
  onPassed: () => void = () => {},
): AsyncGenerator<WalkedFile> {
  const walking: Walking = { files: 0, signal, onPassed };
  for (const path of paths) yield* walk(path, 0, walking);
}

interface Walking {
  files: number;
  readonly signal: AbortSignal;
  readonly onPassed: () => void;
}

async function* walk(path: string, depth: number, walking: Walking): AsyncGenerator<WalkedFile> {
  if (walking.signal.aborted) return;
  if (walking.files >= mostFiles || depth > mostDepth) {
    yield { path, error: unread(path, `more than ${mostFiles} files or ${mostDepth} directories deep`) };
    return;
  }
  try {
    const facts = await (depth === 0 ? stat(path) : lstat(path));
    if (facts.isFile()) {
      walking.files++;
      yield { path, bytes: facts.size };
    } else if (facts.isDirectory()) {
      for (const name of await namesIn(path, walking)) yield* walk(join(path, name), depth + 1, walking);
    } else if (depth === 0) yield { path, error: unread(path, 'it is neither a file nor a directory') };
    else walking.onPassed();
  } catch (cause) {
    yield { path, error: unread(path, cause instanceof Error ? cause.message : String(cause)) };
  }
}

async function namesIn(path: string, { onPassed }: Walking): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(path)) {
    if (names.length >= mostFiles) break;
    if (entry.isSymbolicLink()) onPassed();
    else names.push(entry.name);
  }
  return names.sort();
}

function unread(path: string, why: string): SafeUploadError {
  return new SafeUploadError('read-failed', `${path} cannot be read: ${why}.`);
}
