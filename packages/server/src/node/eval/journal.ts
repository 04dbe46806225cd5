import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { SafeUploadError } from '@safeupload/sdk/core';
import { readJournalLine, type Said, writeJournalLine } from './journal-line.js';

/** Everything measured so far, in a file that only grows: what a killed run had measured, the next one need not. */
export interface Journal {
  /** What the same models, measuring the same way, said of the very bytes at this path; null where they were not asked. */
  find(path: string, sha256: string): Said | null;
  /** Writes a line and resolves when the file has it; from then on it is found. Rejects with why it cannot be written. */
  add(path: string, sha256: string, said: Said): Promise<void>;
  /** Lines that are none: half-written when a process was killed. They are measured again. */
  readonly brokenLines: number;
  close(): Promise<void>;
}

/** Lines of one journal that are read; stops a file that somebody else made to be endless. */
const mostLines = 10_000_000;
const lineEnd = 0x0a;

/**
 * Opens a journal, or begins one that only its owner can read. Lines of other models or of another version of the
 * measuring stay in the file and are not used, nor are lines that do not have the `shape` of this one. Throws `options-invalid` where the file cannot be read or written.
 */
export async function openJournal(file: string, measuring: string, shape?: SaidShape): Promise<Journal> {
  const said = new Map<string, Said>();
  const keyOf = (path: string, sha256: string): string => `${sha256} ${path}`;
  let brokenLines = 0;
  const handle = await openToAppend(file);
  try {
    for await (const text of linesIn(file)) {
      const line = readJournalLine(text);
      if (line === null) brokenLines++;
      else if (line.measuring === measuring && fits(line.said, shape))
        said.set(keyOf(line.path, line.sha256), line.said);
    }
    // The next line must not continue a half-written one.
    if (await endsInTheMiddle(handle)) await handle.appendFile('\n');
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
  let written: Promise<void> = Promise.resolve();
  return {
    find: (path, sha256) => said.get(keyOf(path, sha256)) ?? null,
    add(path, sha256, what) {
      // One after the other: a handle takes no two writes at a time.
      written = written.then(async () => {
        await handle.appendFile(writeJournalLine({ measuring, path, sha256, said: what }));
        said.set(keyOf(path, sha256), what);
      });
      return written;
    },
    brokenLines,
    async close() {
      await written.catch(() => undefined);
      await handle.close();
    },
  };
}

/** How many numbers a line must have: a missing one would be taken for a risk of 0. */
interface SaidShape {
  readonly models: number;
  readonly views: number;
}

function fits(said: Said, shape: SaidShape | undefined): boolean {
  if (shape === undefined || 'code' in said) return true;
  const { models, views } = shape;
  return (
    said.risks.length === models && said.views.length === views && said.views.every((risks) => risks.length === models)
  );
}

async function openToAppend(file: string): Promise<FileHandle> {
  try {
    // Names of pictures and what models say of them are nobody else's business.
    return await open(file, 'a+', 0o600);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SafeUploadError(
      'options-invalid',
      `The journal ${file} cannot be written: ${why}. Name another with --journal FILE.`,
      { cause },
    );
  }
}

async function* linesIn(file: string): AsyncGenerator<string> {
  let lines = 0;
  const input = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (++lines > mostLines) {
        throw new SafeUploadError(
          'options-invalid',
          `${file} has more than ${mostLines} lines and is no journal of ours.`,
        );
      }
      if (line !== '') yield line;
    }
  } finally {
    input.destroy();
  }
}

async function endsInTheMiddle(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(new Uint8Array(1), 0, 1, size - 1);
  return buffer[0] !== lineEnd;
}
