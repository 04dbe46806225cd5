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
  const canvas = new OffscreenCanvas(sidePx, sidePx);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return false;
  context.putImageData(new ImageData(known, sidePx, sidePx), 0, 0);
  if (!same(context.getImageData(0, 0, sidePx, sidePx).data, known)) return false;
  const bitmap = await createImageBitmap(await canvas.convertToBlob({ type: 'image/png' }), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    if (!same(pixelsOfCanvas(bitmap).data, known)) return false;
    if (typeof VideoFrame !== 'function') return true;
    const frame = await pixelsOfVideoFrame(bitmap);
    return frame === null || same(frame.data, known);
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
  // Odd sides, and the quality that is sent: colours at half the resolution, enlarged over the borders of blocks.
  const canvas = new OffscreenCanvas(2 * sidePx + 3, sidePx + 13);
  const context = canvas.getContext('2d');
  for (const x of [0, sidePx, 2 * sidePx]) {
    context?.putImageData(new ImageData(knownPixels(), sidePx, sidePx), x, x / 16);
  }
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
  const stored = await pixelsDecoded(jpeg, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  return same(stored, await pixelsDecoded(jpeg, {}));
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
