import type { ExifOrientation, Header } from '../header.js';
import type { Limits } from '../limits.js';
import { exifOrientationOf } from './exif-orientation.js';
import { hasAscii, u32be } from './integers.js';
import { headerInvalid, overLimit } from './refusals.js';

/**
 * Picture data in pieces of at least this many bytes is not counted as chunks: libpng writes 8 KB at a time, so an
 * honest screenshot of 20 MB has 2,500 of them. Smaller pieces are counted, whatever they are called.
 */
const fullPieceBytes = 4_096;

/** Bit depths each colour type may have (PNG, table 11.1). */
const depthsOfColorType: ReadonlyMap<number, readonly number[]> = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);

/**
 * The header of a PNG: walks all chunks up to IEND and ignores what follows. Checksums are left to the decoder. An
 * `eXIf` counts only before the pixels, without an `Exif\0\0` before it, and the first of two wins: what Chromium 156
 * and libvips do. `frameCount` is what `acTL` says, but no more than there are frame headers (`fcTL`).
 *
 * Throws `header-invalid`, `too-many-chunks`, `ancillary-too-large`, `icc-too-large`.
 * Source: PNG (third edition), sections 5 and 11.
 */
export function readPngHeader(bytes: Uint8Array, limits: Limits): Header {
  if (bytes.length < 33 || u32be(bytes, 8) !== 13 || !hasAscii(bytes, 12, 'IHDR')) {
    throw headerInvalid('png', 'it does not begin with its size');
  }
  const width = u32be(bytes, 16);
  const height = u32be(bytes, 20);
  const colorType = bytes[25];
  if (!depthsOfColorType.get(colorType)?.includes(bytes[24]))
    throw headerInvalid('png', 'its colour type does not exist');
  let orientation: ExifOrientation | null = null;
  let hasAlpha = colorType === 4 || colorType === 6;
  let colorCount: number | null = null;
  let hasPixels = false;
  let statedFrames = 0;
  let frameHeaders = 0;
  let ancillaryBytes = 0;
  let chunks = 1;
  for (let at = 33; ; ) {
    if (at + 12 > bytes.length) throw headerInvalid('png', 'it ends in the middle');
    const length = u32be(bytes, at);
    const type = typeAt(bytes, at + 4);
    const start = at + 8;
    const end = start + length;
    if (end + 4 > bytes.length) throw headerInvalid('png', `its part ${type} is longer than the file`);
    const isPicture = type === 'IDAT' || type === 'fdAT';
    if (!isPicture || length < fullPieceBytes) chunks++;
    if (chunks > limits.pngChunks) {
      throw overLimit('too-many-chunks', 'The PNG file has too many chunks', 'chunks', limits.pngChunks, chunks);
    }
    if (type === 'iCCP') {
      if (length > limits.iccBytes) {
        throw overLimit('icc-too-large', 'The colour profile is too large', 'MB', limits.iccBytes, length);
      }
    } else if (isAncillary(bytes[at + 4]) && type !== 'fdAT') {
      ancillaryBytes += length;
      if (ancillaryBytes > limits.ancillaryBytes) {
        throw overLimit(
          'ancillary-too-large',
          'The text and extras of the PNG file are too large',
          'MB',
          limits.ancillaryBytes,
          ancillaryBytes,
        );
      }
    }
    if (type === 'IEND') break;
    if (type === 'IHDR') throw headerInvalid('png', 'it states its size twice');
    else if (type === 'IDAT') hasPixels = true;
    else if (type === 'fcTL') frameHeaders++;
    else if (!hasPixels) {
      if (type === 'PLTE') {
        if (length === 0 || length > 768 || length % 3 !== 0)
          throw headerInvalid('png', 'its palette has a wrong length');
        if (colorType === 3) colorCount = length / 3;
      } else if (type === 'tRNS') hasAlpha = true;
      else if (type === 'eXIf') orientation ??= exifOrientationOf(bytes, start, end);
      else if (type === 'acTL' && length === 8) statedFrames = u32be(bytes, start);
    }
    at = end + 4;
  }
  if (!hasPixels) throw headerInvalid('png', 'it has no pixels in it');
  if (colorType === 3 && colorCount === null) throw headerInvalid('png', 'its palette is missing');
  const shown = orientation ?? 1;
  const swapped = shown >= 5;
  return {
    format: 'png',
    width: swapped ? height : width,
    height: swapped ? width : height,
    frameCount: Math.max(1, Math.min(statedFrames, frameHeaders)),
    orientation: shown,
    hasAlpha,
    ...(colorCount === null ? {} : { colorCount }),
  };
}

/** The four letters of a chunk's name. Anything but letters means that the walk is lost. */
function typeAt(bytes: Uint8Array, at: number): string {
  for (let i = at; i < at + 4; i++) {
    const lower = bytes[i] | 0x20;
    if (lower < 0x61 || lower > 0x7a) throw headerInvalid('png', 'a part of it has no name');
  }
  return String.fromCharCode(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

/** Lower case in the first letter: decoders may skip the chunk (PNG, section 5.4). */
function isAncillary(firstLetter: number): boolean {
  return (firstLetter & 0x20) !== 0;
}
