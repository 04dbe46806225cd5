import { SafeUploadError } from '@safeupload/sdk/core';
import { failureOf } from './failure.js';
import { giveCanvasBack } from './give-canvas-back.js';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/** A picture file as the browser's encoder made it: the same bytes twice. */
export interface Encoded {
  /** What will be sent: nobody writes to it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Immutable, for the decoder: of bytes it would need a new blob, which travels through the browser's process, 4 ms. */
  readonly blob: Blob;
}

/** How a picture is encoded. */
export interface Encoding {
  readonly format: 'jpeg' | 'png' | 'webp';
  /** 0 to 1; PNG has none. */
  readonly quality: number;
  /** How long it may take, in ms. */
  readonly limitMs: number;
}

/**
 * What was decoded as a picture file of the wanted size, in sRGB, without metadata; JPEG over white. A browser without a
 * WebP encoder (Safari) answers with PNG, which is taken. Throws `encode-failed`, `out-of-memory`, `aborted`.
 */
export function encodeBitmap(
  bitmap: ImageBitmap,
  size: { readonly width: number; readonly height: number },
  encoding: Encoding,
  job: Job,
): Promise<Encoded> {
  return encodeCanvas(() => canvasWith(bitmap, size, encoding.format === 'jpeg'), encoding, job);
}

/**
 * The same for pixels that lie in memory as they are to be encoded: opaque, upright, in sRGB, of the wanted size. They are
 * moved into a canvas instead of being drawn on one, which saves 14 ms at 3 MP (Chromium 156) and comes out as the same
 * bytes. The bitmap is empty afterwards. Throws the same.
 */
export function encodeDrawn(bitmap: ImageBitmap, encoding: Encoding, job: Job): Promise<Encoded> {
  return encodeCanvas(() => canvasOf(bitmap), encoding, job);
}

function canvasWith(
  bitmap: ImageBitmap,
  { width, height }: { readonly width: number; readonly height: number },
  isOpaque: boolean,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: !isOpaque });
  if (context === null) throw new RangeError('Out of memory: no canvas context.');
  if (isOpaque) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

function canvasOf(bitmap: ImageBitmap): OffscreenCanvas {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('bitmaprenderer');
  if (context === null) throw new RangeError('Out of memory: no canvas context.');
  context.transferFromImageBitmap(bitmap);
  return canvas;
}

function encodeCanvas(canvas: () => OffscreenCanvas, encoding: Encoding, job: Job): Promise<Encoded> {
  return within(encode(canvas, encoding), {
    limitMs: encoding.limitMs,
    code: 'encode-failed',
    message: `The picture could not be prepared within ${encoding.limitMs / 1000} s. Choose a smaller one.`,
    signal: job.signal,
  });
}

async function encode(canvas: () => OffscreenCanvas, { format, quality }: Encoding): Promise<Encoded> {
  let drawn: OffscreenCanvas | undefined;
  try {
    drawn = canvas();
    const blob = await drawn.convertToBlob({ type: `image/${format}`, quality });
    if (blob.type !== `image/${format}` && blob.type !== 'image/png') {
      throw new SafeUploadError('encode-failed', `The browser made ${blob.type} instead of image/${format}.`);
    }
    return { bytes: new Uint8Array(await blob.arrayBuffer()), blob };
  } catch (thrown) {
    throw failureOf(thrown, 'encode-failed', 'The picture could not be prepared for sending. Choose another one.');
  } finally {
    if (drawn !== undefined) giveCanvasBack(drawn);
  }
}
