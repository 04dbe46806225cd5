import { SafeUploadError } from '@safeupload/sdk/core';
import { failureOf } from './failure.js';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/** A picture file as the browser's encoder made it: the same bytes twice. */
export interface Encoded {
  /** What will be sent: nobody writes to it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Immutable, for the decoder: of bytes it would need a new blob, which travels through the browser's process, 4 ms. */
  readonly blob: Blob;
}

/**
 * What was decoded as a picture file of the wanted size, in sRGB, without metadata; JPEG over white. A browser without a
 * WebP encoder (Safari) answers with PNG, which is taken. Throws `encode-failed`, `out-of-memory`, `aborted`.
 */
export async function encodeBitmap(
  bitmap: ImageBitmap | VideoFrame,
  size: { readonly width: number; readonly height: number },
  format: 'jpeg' | 'png' | 'webp',
  quality: number,
  limitMs: number,
  job: Job,
): Promise<Encoded> {
  return within(encode(bitmap, size, format, quality), {
    limitMs,
    code: 'encode-failed',
    message: `The picture could not be prepared within ${limitMs / 1000} s. Choose a smaller one.`,
    signal: job.signal,
  });
}

async function encode(
  bitmap: ImageBitmap | VideoFrame,
  { width, height }: { readonly width: number; readonly height: number },
  format: string,
  quality: number,
): Promise<Encoded> {
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true, alpha: format !== 'jpeg' });
    if (context === null) throw new RangeError('Out of memory: no canvas context.');
    if (format === 'jpeg') {
      context.fillStyle = '#fff';
      context.fillRect(0, 0, width, height);
    }
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: `image/${format}`, quality });
    if (blob.type !== `image/${format}` && blob.type !== 'image/png') {
      throw new SafeUploadError('encode-failed', `The browser made ${blob.type} instead of image/${format}.`);
    }
    return { bytes: new Uint8Array(await blob.arrayBuffer()), blob };
  } catch (thrown) {
    throw failureOf(thrown, 'encode-failed', 'The picture could not be prepared for sending. Choose another one.');
  }
}
