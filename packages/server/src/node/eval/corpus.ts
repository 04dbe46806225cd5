import { opendir, realpath, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import {
  type Digest,
  digestOf,
  type ErrorCode,
  type Limits,
  readHeader,
  SafeUploadError,
  throwIfAborted,
  toErrorRecord,
} from '@safeupload/sdk/core';
import { type WalkedFile, walkFiles } from '../cli/walk-files.js';
import { eachAtOnce } from './at-once.js';
import { type Copy, withoutCopies } from './copies.js';
import type { CorpusPicture } from './corpus-picture.js';
import type { Label } from './rated-picture.js';
import { readPicture } from './read-picture.js';
import { type SidesAsked, sidesOf } from './sides.js';

/** Labels of one folder: more are no labels but a tree of pictures. */
const mostLabels = 50;
/** Pictures of one folder: what is kept of each until the report is written, some 500 bytes, fits a small machine. */
const mostPictures = 500_000;

/** A file that is a picture, or may be one, and cannot be measured. */
export interface Unmeasured {
  readonly path: string;
  readonly code: ErrorCode;
}

/** What was found in a folder with one subfolder a label; lists in the order of their paths. */
export interface Corpus {
  /** The folder's own name. */
  readonly name: string;
  readonly labels: readonly Label[];
  readonly pictures: readonly CorpusPicture[];
  readonly unmeasured: readonly Unmeasured[];
  readonly copies: readonly Copy[];
  readonly ignored: {
    /** Symbolic links, sockets and the like: never followed nor opened. */
    readonly links: number;
    /** Files whose bytes are no picture of any known format. */
    readonly otherFiles: number;
    /** Entries beside the subfolders, and subfolders whose names begin with a dot. */
    readonly outside: number;
  };
}

/**
 * Reads every file below the folder's subfolders once, for its digest and its header; nothing is decoded. Throws
 * `corpus-invalid` where the folder cannot be evaluated, also where one picture lies under a bad and under another label;
 * `read-failed`, `aborted`.
 */
export async function readCorpus(
  folder: string,
  asked: SidesAsked,
  limits: Limits,
  signal: AbortSignal,
  onRead: (files: number) => void,
): Promise<Corpus> {
  const ignored = { links: 0, otherFiles: 0, outside: 0 };
  const root = await rootOf(folder);
  const names = await labelNames(root, ignored);
  const labels = sidesOf(names, asked);
  const pictures: CorpusPicture[] = [];
  const unmeasured: Unmeasured[] = [];
  let files = 0;
  for (const { name: label } of labels) {
    const walked = walkFiles([join(root, label)], signal, () => ignored.links++);
    await eachAtOnce(walked, 2 * availableParallelism(), async (found) => {
      throwIfAborted(signal);
      const path = relative(root, found.path).split(sep).join('/');
      const read = await readFile(found, limits);
      if ('sha256' in read) pictures.push({ file: found.path, path, label, sha256: read.sha256 });
      else if (read.code === 'format-unknown') ignored.otherFiles++;
      else unmeasured.push({ path, code: read.code });
      if (pictures.length > mostPictures) {
        throw new SafeUploadError(
          'corpus-invalid',
          `${folder} holds more than ${mostPictures} pictures. Take a sample.`,
        );
      }
      onRead(++files);
    });
  }
  throwIfAborted(signal);
  const { once, copies } = withoutCopies(pictures.sort(byPath), labels);
  if (once.length === 0) throw new SafeUploadError('corpus-invalid', `There is no picture to measure below ${folder}.`);
  return { name: basename(root), labels, pictures: once, unmeasured: unmeasured.sort(byPath), copies, ignored };
}

/** In the order of the code units, which is the same on every machine. */
export function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

async function rootOf(folder: string): Promise<string> {
  const root = await realpath(folder).catch(() => null);
  if (root !== null && (await stat(root)).isDirectory()) return root;
  throw new SafeUploadError('read-failed', `${folder} is no folder that can be read.`);
}

async function labelNames(root: string, ignored: { links: number; outside: number }): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const entry of await opendir(root)) {
    if (entry.isSymbolicLink()) ignored.links++;
    else if (!entry.isDirectory() || entry.name.startsWith('.')) ignored.outside++;
    else names.push(entry.name);
    if (names.length > mostLabels) {
      throw new SafeUploadError('corpus-invalid', `${root} has more than ${mostLabels} subfolders; each is one label.`);
    }
  }
  if (names.length > 0) return names.sort();
  throw new SafeUploadError(
    'corpus-invalid',
    `${root} has no subfolders: expected one for each label, e.g. harmless and explicit, with pictures in them.`,
  );
}

async function readFile(
  found: WalkedFile,
  limits: Limits,
): Promise<{ readonly sha256: Digest } | { readonly code: ErrorCode }> {
  try {
    if ('error' in found) throw found.error;
    const bytes = await readPicture(found.path, limits.fileBytes);
    readHeader(bytes, limits);
    return { sha256: await digestOf(bytes) };
  } catch (thrown) {
    return { code: toErrorRecord(thrown, 'read-failed').code };
  }
}
