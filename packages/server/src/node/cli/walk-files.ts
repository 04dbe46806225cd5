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
 * named and not where they were found. What is neither file nor directory, or cannot be read, comes with its error.
 */
export async function* walkFiles(paths: readonly string[], signal: AbortSignal): AsyncGenerator<WalkedFile> {
  const budget = { files: 0 };
  for (const path of paths) yield* walk(path, 0, budget, signal);
}

async function* walk(
  path: string,
  depth: number,
  budget: { files: number },
  signal: AbortSignal,
): AsyncGenerator<WalkedFile> {
  if (signal.aborted) return;
  if (budget.files >= mostFiles || depth > mostDepth) {
    yield { path, error: unread(path, `more than ${mostFiles} files or ${mostDepth} directories deep`) };
    return;
  }
  try {
    const facts = await (depth === 0 ? stat(path) : lstat(path));
    if (facts.isFile()) {
      budget.files++;
      yield { path, bytes: facts.size };
    } else if (facts.isDirectory()) {
      for (const name of await namesIn(path)) yield* walk(join(path, name), depth + 1, budget, signal);
    } else if (depth === 0) yield { path, error: unread(path, 'it is neither a file nor a directory') };
  } catch (cause) {
    yield { path, error: unread(path, cause instanceof Error ? cause.message : String(cause)) };
  }
}

async function namesIn(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(path)) {
    if (names.length >= mostFiles) break;
    if (!entry.isSymbolicLink()) names.push(entry.name);
  }
  return names.sort();
}

function unread(path: string, why: string): SafeUploadError {
  return new SafeUploadError('read-failed', `${path} cannot be read: ${why}.`);
}
