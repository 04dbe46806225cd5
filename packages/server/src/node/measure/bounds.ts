import { readFile } from 'node:fs/promises';
import { type Limits, SafeUploadError } from '@safeupload/sdk/core';

/** The bounds of one file's measuring while it lasts. */
export interface Bounds {
  /** The pixels are there: the time for decoding counts no more. */
  decoded(): void;
  /** Nothing is watched any more. */
  end(): void;
}

/** How often resident memory is looked at while a file is measured, in ms. */
const watchEveryMs = 100;

/**
 * Watches time and memory of a process that measures a file, and calls `giveUp` with what went beyond: `decode-timeout`,
 * `out-of-memory`. Memory is watched on Linux only.
 */
export function watchBounds(
  pid: number | undefined,
  { decodeMs, measureMs }: Pick<Limits, 'decodeMs' | 'measureMs'>,
  mostResidentBytes: number,
  giveUp: (error: SafeUploadError) => void,
): Bounds {
  let isOver = false;
  const decodeTimer = setTimeout(() => giveUp(tooSlow('decoding', decodeMs)), decodeMs);
  const measureTimer = setTimeout(() => giveUp(tooSlow('measuring', measureMs)), measureMs);
  const watch = setInterval(() => {
    void residentBytesOf(pid).then((bytes) => {
      if (bytes > mostResidentBytes && !isOver) giveUp(tooMuch(mostResidentBytes, bytes));
    });
  }, watchEveryMs);
  return {
    decoded: () => clearTimeout(decodeTimer),
    end() {
      isOver = true;
      clearTimeout(decodeTimer);
      clearTimeout(measureTimer);
      clearInterval(watch);
    },
  };
}

function tooSlow(what: string, limitMs: number): SafeUploadError {
  return new SafeUploadError(
    'decode-timeout',
    `The picture was stopped: ${what} it took longer than ${limitMs / 1000} s. A person will look at it.`,
    { details: { limit: limitMs } },
  );
}

function tooMuch(limit: number, value: number): SafeUploadError {
  return new SafeUploadError(
    'out-of-memory',
    `The picture was stopped: expected at most ${Math.round(limit / 1e6)} MB of memory, got ${Math.round(value / 1e6)} MB.`,
    { details: { limit, value } },
  );
}

/** Resident memory of a process from Linux's `/proc`, in bytes; 0 where that cannot be told. */
async function residentBytesOf(pid: number | undefined): Promise<number> {
  try {
    const pages = (await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1];
    return 4096 * Number(pages ?? 0);
  } catch {
    return 0;
  }
}
