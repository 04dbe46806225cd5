import type { ExifOrientation, Header } from '../header.js';
import type { Limits } from '../limits.js';
import { exifOrientationOf } from './exif-orientation.js';
import { hasAscii, u16be } from './integers.js';
import { APP1, APP2, EOI, isAlone, mostSegments, nextMarker, SOI, SOS } from './jpeg-markers.js';
import { headerInvalid, overLimit } from './refusals.js';

/**
 * The header of a JPEG: walks all markers up to the first end-of-image, as libjpeg does, and ignores what follows
 * (Samsung trailers, the second picture of an MPO). Frames inside APP segments are thumbnails and are skipped with
 * them. The orientation is that of the first EXIF segment, the one Chromium 156 and libvips take where there are two.
 * A file without an end-of-image is refused: both decoders take it for truncated.
 *
 * Throws `header-invalid`, `too-many-scans`, `too-many-chunks`, `icc-too-large`. Source: ITU-T T.81, annex B.
 */
export function readJpegHeader(bytes: Uint8Array, limits: Limits): Header {
  let size: { width: number; height: number } | null = null;
  let orientation: ExifOrientation | null = null;
  let scans = 0;
  let iccBytes = 0;
  let at = 2;
  for (let segments = 0; ; segments++) {
    if (segments >= mostSegments) {
      throw overLimit('too-many-chunks', 'The JPEG file has too many segments', 'segments', mostSegments, segments + 1);
    }
    at = nextMarker(bytes, at);
    if (at >= bytes.length) throw headerInvalid('jpeg', 'it ends in the middle');
    const marker = bytes[at++];
    if (marker === EOI) break;
    if (isAlone(marker)) continue;
    if (marker === SOI) throw headerInvalid('jpeg', 'a second picture starts inside the first');
    const length = at + 2 <= bytes.length ? u16be(bytes, at) : 0;
    const end = at + length;
    if (length < 2 || end > bytes.length) throw headerInvalid('jpeg', 'a segment is longer than the file');
    if (isStartOfFrame(marker)) {
      if (size !== null) throw headerInvalid('jpeg', 'it states its size twice');
      if (length < 8) throw headerInvalid('jpeg', 'the segment with its size is too short');
      size = { height: u16be(bytes, at + 3), width: u16be(bytes, at + 5) };
    } else if (marker === APP1 && orientation === null && hasAscii(bytes, at + 2, 'Exif\0') && length >= 8) {
      orientation = exifOrientationOf(bytes, at + 8, end);
    } else if (marker === APP2 && hasAscii(bytes, at + 2, 'ICC_PROFILE\0')) {
      iccBytes += Math.max(0, length - 16);
      if (iccBytes > limits.iccBytes) {
        throw overLimit('icc-too-large', 'The colour profile is too large', 'MB', limits.iccBytes, iccBytes);
      }
    } else if (marker === SOS) {
      if (size === null) throw headerInvalid('jpeg', 'its pixels come before its size');
      scans++;
      if (scans > limits.jpegScans) {
        throw overLimit('too-many-scans', 'The JPEG file has too many scans', 'scans', limits.jpegScans, scans);
      }
      at = endOfEntropyData(bytes, end);
      continue;
    }
    at = end;
  }
  if (size === null || scans === 0) throw headerInvalid('jpeg', 'it has no picture in it');
  const shown = orientation ?? 1;
  const swapped = shown >= 5;
  return {
    format: 'jpeg',
    width: swapped ? size.height : size.width,
    height: swapped ? size.width : size.height,
    frameCount: 1,
    orientation: shown,
    hasAlpha: false,
  };
}

/** Where entropy-coded data that starts at `from` ends: at the FF of the first marker that is no restart (FF00, RST). */
function endOfEntropyData(bytes: Uint8Array, from: number): number {
  // The engine's own search passes over what is no FF faster than a loop here does.
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at + 1 < bytes.length) {
    const code = bytes[at + 1];
    if (code !== 0xff && code !== 0 && !isAlone(code)) return at;
    at = bytes.indexOf(0xff, code === 0xff ? at + 1 : at + 2);
  }
  return bytes.length;
}

/** SOF0 to SOF15; C4, C8 and CC between them are tables, an extension and arithmetic conditioning. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
