import type { Header } from '../header.js';
import type { Limits } from '../limits.js';
import { hasAscii, u16le, u24le, u32le } from './integers.js';
import { headerInvalid, overLimit } from './refusals.js';

/** Chunks that are walked: one a frame and a handful more. Stops files made of nothing but chunk headers. */
const mostChunks = 10_000;

const alphaFlag = 0x10;
const animationFlag = 0x02;

/** What a VP8 or VP8L bitstream says of itself. */
interface Bitstream {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

/**
 * The header of a WebP, still or animated; `width` and `height` are the canvas's. What follows the RIFF container is
 * ignored. A still picture of another size than its canvas, a frame beyond the canvas and a container larger than the
 * file are refused, as libwebp does.
 *
 * `orientation` is always 1: Chromium 156 does not apply the EXIF of a WebP (measured with and without the VP8X flag,
 * before and after the pixels), and `createImageBitmap` offers no way to make it. sharp's `autoOrient` does apply it, so
 * the server must turn pixels by this header and never by `autoOrient`.
 *
 * Throws `header-invalid`, `too-many-chunks`, `icc-too-large`. Source: RFC 9649, section 2.
 */
export function readWebpHeader(bytes: Uint8Array, limits: Limits): Header {
  const end = bytes.length < 20 ? 0 : 8 + u32le(bytes, 4);
  if (end < 20 || end > bytes.length) throw headerInvalid('webp', 'it ends in the middle');
  if (!hasAscii(bytes, 12, 'VP8X')) {
    const length = u32le(bytes, 16);
    if (20 + length > end) throw headerInvalid('webp', 'its pixels are longer than the file');
    return { format: 'webp', ...readBitstream(bytes, 12, end), frameCount: 1, orientation: 1 };
  }
  if (u32le(bytes, 16) < 10 || end < 30) throw headerInvalid('webp', 'the part with its size is too short');
  const flags = bytes[20];
  const isAnimated = (flags & animationFlag) !== 0;
  const width = 1 + u24le(bytes, 24);
  const height = 1 + u24le(bytes, 27);
  let hasAlpha = (flags & alphaFlag) !== 0;
  let hasPixels = false;
  let frameCount = 0;
  let at = nextChunk(bytes, 12, end);
  for (let chunks = 1; at + 8 <= end; chunks++) {
    if (chunks > mostChunks) {
      throw overLimit('too-many-chunks', 'The WebP file has too many chunks', 'chunks', mostChunks, chunks);
    }
    const next = nextChunk(bytes, at, end);
    const length = u32le(bytes, at + 4);
    if (hasAscii(bytes, at, 'ICCP')) {
      if (length > limits.iccBytes) {
        throw overLimit('icc-too-large', 'The colour profile is too large', 'MB', limits.iccBytes, length);
      }
    } else if (hasAscii(bytes, at, 'ALPH')) hasAlpha = true;
    else if (hasAscii(bytes, at, 'ANMF')) {
      if (isAnimated) {
        frameCount++;
        const covers = readFrame(bytes, at + 8, length, width, height);
        if (frameCount === 1 && !covers) hasAlpha = true;
      }
    } else if (!isAnimated && !hasPixels && (hasAscii(bytes, at, 'VP8 ') || hasAscii(bytes, at, 'VP8L'))) {
      const picture = readBitstream(bytes, at, end);
      if (picture.width !== width || picture.height !== height) {
        throw headerInvalid('webp', 'its pixels have another size than it states');
      }
      hasPixels = true;
      if (picture.hasAlpha) hasAlpha = true;
    }
    at = next;
  }
  if (isAnimated ? frameCount === 0 : !hasPixels) throw headerInvalid('webp', 'it has no picture in it');
  return { format: 'webp', width, height, frameCount: isAnimated ? frameCount : 1, orientation: 1, hasAlpha };
}

/** Where the chunk after the one at `at` starts. A chunk of odd length has one byte of padding. */
function nextChunk(bytes: Uint8Array, at: number, end: number): number {
  const length = u32le(bytes, at + 4);
  if (at + 8 + length > end) throw headerInvalid('webp', 'a part of it is longer than the file');
  return at + 8 + length + (length & 1);
}

/** Makes sure that the frame of an animation, whose fields start at `at`, lies in the canvas; true if it covers it. */
function readFrame(bytes: Uint8Array, at: number, length: number, width: number, height: number): boolean {
  if (length < 16) throw headerInvalid('webp', 'a frame is too short');
  const frameWidth = 1 + u24le(bytes, at + 6);
  const frameHeight = 1 + u24le(bytes, at + 9);
  if (2 * u24le(bytes, at) + frameWidth > width || 2 * u24le(bytes, at + 3) + frameHeight > height) {
    throw headerInvalid('webp', 'a frame is larger than the picture');
  }
  return frameWidth === width && frameHeight === height;
}

/** Reads the first bytes of the VP8 (RFC 6386, section 9.1) or VP8L (RFC 9649, section 3.4) chunk at `at`. */
function readBitstream(bytes: Uint8Array, at: number, end: number): Bitstream {
  const start = at + 8;
  if (hasAscii(bytes, at, 'VP8 ') && start + 10 <= end) {
    const isKeyFrame = (bytes[start] & 1) === 0;
    if (!isKeyFrame || !hasAscii(bytes, start + 3, '\x9d\x01\x2a')) {
      throw headerInvalid('webp', 'its pixels do not begin with a whole picture');
    }
    // 14 bits each; the two above are a hint for scaling.
    return { width: u16le(bytes, start + 6) & 0x3fff, height: u16le(bytes, start + 8) & 0x3fff, hasAlpha: false };
  }
  if (hasAscii(bytes, at, 'VP8L') && start + 5 <= end && bytes[start] === 0x2f) {
    const bits = u32le(bytes, start + 1);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), hasAlpha: ((bits >>> 28) & 1) === 1 };
  }
  throw headerInvalid('webp', 'it has no picture in it');
}
