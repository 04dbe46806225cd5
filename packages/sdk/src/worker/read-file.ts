import { digestOf, type Header, type Limits, readHeader, SafeUploadError, type Source } from '@safeupload/sdk/core';
import { failureOf } from './failure.js';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/** A picked file, read once: from here on nobody looks at the file again, which may change on disk. */
export interface ReadFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: Header;
  /** The digest is taken beside the decoder's work; await it where it is needed. */
  readonly source: Promise<Source>;
}

/**
 * The bytes of a file and what they say of themselves, within the intake limits. Throws `read-failed` (it vanished,
 * changed, or lies in a cloud that does not answer) and everything that `readHeader` throws.
 */
export async function readFile(file: Blob, limits: Limits, job: Job): Promise<ReadFile> {
  job.report('reading', 0);
  if (file.size > limits.fileBytes) {
    // Before it is read: a film of 4 GB would end the page.
    throw new SafeUploadError(
      'too-many-bytes',
      `The file is too large to be looked at: expected at most ${inMegabytes(limits.fileBytes)}, got ${inMegabytes(file.size)}.`,
      { details: { limit: limits.fileBytes, value: file.size } },
    );
  }
  const bytes = await within(contentOf(file), {
    limitMs: limits.measureMs,
    code: 'read-failed',
    message: `The file could not be read within ${limits.measureMs / 1000} s. Is it kept in a cloud? Choose it again.`,
    signal: job.signal,
  });
  const header = readHeader(bytes, limits);
  const source = digestOf(bytes).then((sha256) => ({ sha256, bytes: bytes.length, format: header.format }));
  // Somebody awaits it later; until then a rejection must not count as unhandled.
  source.catch(() => undefined);
  job.report('reading', 1);
  return { bytes, header, source };
}

async function contentOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (thrown) {
    throw failureOf(thrown, 'read-failed', 'The file could not be read: it was moved or changed. Choose it again.');
  }
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 100_000) / 10} MB`;
}
