import {
  type AcceptedFormat,
  type FingerprintAndTensor,
  type Frame,
  type Header,
  jpegPartsWithoutProfile,
  type Limits,
  mediaTypeOf,
  SafeUploadError,
} from '@safeupload/sdk/core';
import type { Shortcuts } from './canary.js';
import { decodeBitmap, requireSize } from './decode-bitmap.js';
import { type DecodedFrame, frameInMemory, frameOfBitmap } from './decoded-frame.js';
import { failureOf } from './failure.js';
import type { Job } from './job.js';
import { pixelsOfCanvas } from './pixels-of.js';
import type { Prepared } from './prepare.js';
import { within } from './time-limit.js';

/**
 * The frames that are looked at, in order: all of a GIF's up to `limits.frames`, the first of everything else. (An
 * animated PNG or WebP is published as its first frame.) Colours as stored, not converted: the server's decoder does
 * the same, and both get the same bits, whichever `shortcuts` this browser has. A frame is good until the next is asked for.
 * Throws `decode-failed`, `decode-timeout`, `out-of-memory`, `aborted`.
 */
export async function* decodeFrames(
  prepared: Prepared,
  limits: Limits,
  shortcuts: Shortcuts,
  job: Job,
): AsyncGenerator<DecodedFrame> {
  const { bytes, header } = prepared;
  if (header.format === 'gif' && header.frameCount > 1 && typeof ImageDecoder === 'function') {
    yield* decodeAnimation(bytes, header, limits, job);
    return;
  }
  yield* decodeStill(prepared, limits, shortcuts, job);
}

/** Colours as the file has them, alpha not multiplied in. */
const storedValues: ImageBitmapOptions = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' };

async function* decodeStill(
  { bytes, header, encoded }: Prepared,
  limits: Limits,
  shortcuts: Shortcuts,
  job: Job,
): AsyncGenerator<DecodedFrame> {
  const { ownJpegs, bareJpegs, videoFrames } = shortcuts;
  // Chromium 156 takes 2 ms and 4 MB a megapixel more with any option, also where it changes nothing.
  const isJpeg = header.format === 'jpeg';
  const parts = isJpeg && bareJpegs && encoded === null ? jpegPartsWithoutProfile(bytes) : null;
  const isPlain = parts !== null || (isJpeg && ownJpegs && encoded !== null);
  // readHeader lets only accepted formats through.
  const type = mediaTypeOf(header.format as AcceptedFormat);
  const blob = encoded ?? new Blob(parts ?? [bytes], { type });
  const bitmap = await decodeBitmap(blob, isPlain ? {} : storedValues, job, limits.decodeMs);
  try {
    requireSize(bitmap, header);
    await job.pause();
    const frame = frameOfBitmap(bitmap, header, videoFrames);
    const measured = (side: number): Promise<FingerprintAndTensor> =>
      within(frame.measured(side), {
        limitMs: limits.decodeMs,
        code: 'decode-timeout',
        message: `The pixels of the picture could not be read within ${limits.decodeMs / 1000} s. Choose a smaller one.`,
        signal: job.signal,
      });
    yield { measured };
  } finally {
    bitmap.close();
  }
}

async function* decodeAnimation(
  bytes: Uint8Array<ArrayBuffer>,
  header: Header,
  limits: Limits,
  job: Job,
): AsyncGenerator<DecodedFrame> {
  const decoder = new ImageDecoder({ data: bytes, type: 'image/gif', colorSpaceConversion: 'none' });
  // Only decoding counts: between two frames the models take their time.
  let leftMs = limits.decodeMs;
  const message = `The animation could not be opened within ${limits.decodeMs / 1000} s. Choose a shorter one.`;
  try {
    const count = Math.min(header.frameCount, limits.frames);
    for (let frameIndex = 0; frameIndex < count; frameIndex++) {
      const since = performance.now();
      const { image } = await within(decodeOne(decoder, frameIndex), {
        limitMs: Math.max(1, leftMs),
        code: 'decode-timeout',
        message,
        signal: job.signal,
        discard: (late) => late.image.close(),
      });
      leftMs -= performance.now() - since;
      yield frameInMemory(pixelsOfFrame(image, header));
    }
  } finally {
    decoder.close();
  }
}

/** The pixels of a decoded frame, which is closed. */
function pixelsOfFrame(image: VideoFrame, header: Header): Frame {
  try {
    const size = { width: image.displayWidth, height: image.displayHeight };
    requireSize(size, header);
    return pixelsOfCanvas(image, size);
  } finally {
    image.close();
  }
}

async function decodeOne(decoder: ImageDecoder, frameIndex: number): Promise<ImageDecodeResult> {
  try {
    const decoded = await decoder.decode({ frameIndex });
    if (decoded.image.displayWidth > 0) return decoded;
    decoded.image.close();
    throw new SafeUploadError('decode-failed', 'A frame of the animation is empty.');
  } catch (thrown) {
    throw failureOf(
      thrown,
      'decode-failed',
      `The animation is damaged: its frame ${frameIndex + 1} cannot be shown. Choose another one.`,
    );
  }
}
