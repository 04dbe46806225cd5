import { jpegPartsWithoutProfile } from '@safeupload/sdk/core';
import { pixelsOfCanvas, pixelsOfVideoFrame } from './pixels-of.js';

const sidePx = 32;

/**
 * True if pixels come back from this browser as they went in. Brave, Firefox with `resistFingerprinting` and Safari's
 * private mode add noise to what a canvas gives back; measuring such pixels would accuse the member of tampering, and
 * preparing with such a canvas would publish the noise. Takes the whole way that preparing and measuring take: pixels
 * into a canvas, encoded, decoded, read back.
 */
export async function canvasIsHonest(): Promise<boolean> {
  const known = knownPixels();
  const canvas = canvasWith(known);
  const context = canvas.getContext('2d');
  if (context === null || !same(context.getImageData(0, 0, sidePx, sidePx).data, known)) return false;
  const bitmap = await decodedPng(canvas);
  try {
    return same(pixelsOfCanvas(bitmap).data, known);
  } finally {
    bitmap.close();
  }
}

/** Quicker ways than the one every browser has, each taken only where this browser gives the same bits on it. */
export interface Shortcuts {
  /** See {@link ownJpegsAreAsStored}. */
  readonly ownJpegs: boolean;
  /** See {@link bareJpegsAreAsStored}. */
  readonly bareJpegs: boolean;
  /** See {@link videoFramesAreExact}. */
  readonly videoFrames: boolean;
}

/** No quicker way: for a browser that falsifies, or that did not answer. */
export const noShortcuts: Shortcuts = { ownJpegs: false, bareJpegs: false, videoFrames: false };

/** Which shortcuts this browser has. One whose canvas is not honest is not asked. */
export async function shortcutsOf(): Promise<Shortcuts> {
  return {
    ownJpegs: await ownJpegsAreAsStored(),
    bareJpegs: await bareJpegsAreAsStored(),
    videoFrames: await videoFramesAreExact(),
  };
}

/**
 * True if a `VideoFrame` gives pixels back as they went in. WebKitGTK 2.50 leaves them in its own order (BGRA) although it
 * is asked for RGBA, and says nothing: that is no falsifying, and its canvas is asked instead.
 */
export async function videoFramesAreExact(): Promise<boolean> {
  if (typeof VideoFrame !== 'function') return false;
  const known = knownPixels();
  const bitmap = await decodedPng(canvasWith(known));
  try {
    const frame = await pixelsOfVideoFrame(bitmap);
    return frame !== null && same(frame.data, known);
  } finally {
    bitmap.close();
  }
}

/**
 * True if this browser decodes a JPEG of its own canvas to the very values that are stored in it, without being asked to:
 * the canvas is sRGB and so is the profile it writes. A browser that converts to the screen's profile does not, and one
 * that falsifies is not asked.
 */
export async function ownJpegsAreAsStored(): Promise<boolean> {
  return isAsStored(await knownJpeg());
}

/** A profile of nothing, as a segment: FF E2, a length of 16, the name, the first part of one. ICC.1:2010, annex B.4. */
const emptyProfile = '\xff\xe2\0\x10ICC_PROFILE\0\x01\x01';

/**
 * True if this browser decodes a JPEG whose profile was left out to the very values that are stored in it, without being
 * asked to.
 */
export async function bareJpegsAreAsStored(): Promise<boolean> {
  const jpeg = await knownJpeg();
  // Right at the start, as libvips writes it: there Firefox 153 once took what was left for no picture.
  const profile = Uint8Array.from(emptyProfile, (character) => character.charCodeAt(0));
  const bytes = await new Blob([jpeg.slice(0, 2), profile, jpeg.slice(2)]).arrayBuffer();
  const parts = jpegPartsWithoutProfile(new Uint8Array(bytes));
  return parts !== null && isAsStored(jpeg, new Blob(parts, { type: jpeg.type })).catch(() => false);
}

async function knownJpeg(): Promise<Blob> {
  // Odd sides, and the quality that is sent: colours at half the resolution, enlarged over the borders of blocks.
  const canvas = new OffscreenCanvas(2 * sidePx + 3, sidePx + 13);
  const context = canvas.getContext('2d');
  for (const x of [0, sidePx, 2 * sidePx]) {
    context?.putImageData(new ImageData(knownPixels(), sidePx, sidePx), x, x / 16);
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

/** Whether `plain`, decoded without options, has the values that are stored in `jpeg`. */
async function isAsStored(jpeg: Blob, plain = jpeg): Promise<boolean> {
  const stored = await pixelsDecoded(jpeg, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  return same(stored, await pixelsDecoded(plain, {}));
}

function canvasWith(pixels: Uint8ClampedArray<ArrayBuffer>): OffscreenCanvas {
  const canvas = new OffscreenCanvas(sidePx, sidePx);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.putImageData(new ImageData(pixels, sidePx, sidePx), 0, 0);
  return canvas;
}

async function decodedPng(canvas: OffscreenCanvas): Promise<ImageBitmap> {
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return createImageBitmap(png, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
}

async function pixelsDecoded(blob: Blob, options: ImageBitmapOptions): Promise<ArrayLike<number>> {
  const bitmap = await createImageBitmap(blob, options);
  try {
    return pixelsOfCanvas(bitmap).data;
  } finally {
    bitmap.close();
  }
}

/** Opaque pixels with every value of every channel: noise that spares some colours is seen too. */
function knownPixels(): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * sidePx * sidePx);
  for (let i = 0; i < sidePx * sidePx; i++) {
    pixels[4 * i] = (i * 37) & 255;
    pixels[4 * i + 1] = (i * 101 + (i >> 3)) & 255;
    pixels[4 * i + 2] = (i * 197 + (i >> 5) * 13) & 255;
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

function same(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < b.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
