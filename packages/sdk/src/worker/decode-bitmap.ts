import { SafeUploadError } from '@safeupload/sdk/core';
import { failureOf } from './failure.js';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/**
 * The first frame of a picture as the browser decodes it. Throws `decode-failed`, `decode-timeout`, `out-of-memory`.
 * `size` is what comes back, where it is given; without it the picture's own size.
 */
export async function decodeBitmap(
  blob: Blob,
  options: ImageBitmapOptions,
  job: Job,
  limitMs: number,
): Promise<ImageBitmap> {
  const decoding = createImageBitmap(blob, { imageOrientation: 'from-image', ...options }).catch((thrown: unknown) => {
    throw failureOf(thrown, 'decode-failed', 'The picture is damaged: the browser cannot show it. Choose another one.');
  });
  return within(decoding, {
    limitMs,
    code: 'decode-timeout',
    message: `The picture could not be opened within ${limitMs / 1000} s. Choose a smaller one.`,
    signal: job.signal,
    discard: (late) => late.close(),
  });
}

/** Throws `decode-failed` unless a decoder's picture is as large as its header says. */
export function requireSize(
  got: { readonly width: number; readonly height: number },
  expected: { readonly width: number; readonly height: number },
): void {
  if (got.width === expected.width && got.height === expected.height) return;
  throw new SafeUploadError(
    'decode-failed',
    `The picture contradicts itself: expected ${expected.width} × ${expected.height} px as its header says, got ${got.width} × ${got.height} px.`,
  );
}
