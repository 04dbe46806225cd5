import type { ExifOrientation } from '../header.js';
import { u16be, u16le, u32be, u32le } from './integers.js';

/** Entries of the first directory that are looked at; cameras write some twenty. */
const mostEntries = 512;

/**
 * The orientation that EXIF says, 1 where it says none or anything else than a single SHORT of 1..8. `bytes` from
 * `start` to `end` is the TIFF structure, without the `Exif\0\0` before it. Looks at the first directory only: a
 * thumbnail has its own. Never throws. Source: EXIF 2.32, section 4.6.4, tag 0x0112; TIFF 6.0, section 2.
 *
 * Measured in Chromium 156: LONG for SHORT, or a count of 2, is not honoured there (libvips honours both).
 */
export function exifOrientationOf(bytes: Uint8Array, start: number, end: number): ExifOrientation {
  if (start + 8 > end || end > bytes.length) return 1;
  const little = bytes[start] === 0x49 && bytes[start + 1] === 0x49;
  if (!little && !(bytes[start] === 0x4d && bytes[start + 1] === 0x4d)) return 1;
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  if (u16(bytes, start + 2) !== 42) return 1;
  const directory = start + u32(bytes, start + 4);
  if (directory + 2 > end) return 1;
  const entries = Math.min(u16(bytes, directory), mostEntries);
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= end; i++, at += 12) {
    if (u16(bytes, at) !== 0x0112) continue;
    if (u16(bytes, at + 2) !== 3 || u32(bytes, at + 4) !== 1) return 1;
    return orientationOf(u16(bytes, at + 8));
  }
  return 1;
}

function orientationOf(value: number): ExifOrientation {
  const known: readonly ExifOrientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
  return known.find((orientation) => orientation === value) ?? 1;
}
