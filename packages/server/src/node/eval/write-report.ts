import { createWriteStream } from 'node:fs';
import { access, constants, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SafeUploadError } from '@safeupload/sdk/core';

/** Throws `options-invalid` where no report could be written there: better said before an hour of measuring than after. */
export async function expectWritable(file: string): Promise<void> {
  await access(dirname(resolve(file)), constants.W_OK).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
}

/**
 * Writes a report that only its owner can read, piece by piece, beside its place first: whoever opens the file sees a whole one, this or the last.
 * Throws `options-invalid` where the file cannot be written.
 */
export async function writeReport(file: string, pieces: Iterable<string>): Promise<void> {
  // Not to be guessed, and never one that is there: in a folder of several people a link may wait for it.
  const unfinished = `${file}.${crypto.randomUUID()}.part`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }));
    await rename(unfinished, file);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw unwritable(file, thrown);
  }
}

function unwritable(file: string, cause: unknown): SafeUploadError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SafeUploadError('options-invalid', `The report ${file} cannot be written: ${why}.`, { cause });
}
