import { SafeUploadError } from '@safeupload/sdk/core';
import { failureOf } from './failure.js';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/**
 * The first frame of a picture as the browser decodes it, upright. Throws `decode-failed`, `decode-timeout`,
 * `out-of-memory`. A browser that does not know `resizeWidth` gives the picture's own size.
 */
export async function decodeBitmap(
  blob: Blob,
  options: ImageBitmapOptions,
  job: Job,
  limitMs: number,
): Promise<ImageBitmap> {
  const decoding = decodeUpright(blob, options).catch((thrown: unknown) => {
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

async function decodeUpright(blob: Blob, options: ImageBitmapOptions): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image', ...options });
  } catch (thrown) {
    // Safari before 17 does not know the word, and does what it means: pictures are upright by default there.
    if (thrown instanceof TypeError) return createImageBitmap(blob, options);
    throw thrown;
  }
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
