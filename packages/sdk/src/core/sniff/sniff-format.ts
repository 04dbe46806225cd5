import type { Format } from '../format.js';
import { hasAscii, u16le, u32be, u32le } from './integers.js';

/** How far into a text the `<svg` is looked for. */
const svgSearchBytes = 4_096;

/** Brands of a `ftyp` box that are looked at; real files have under ten. */
const mostBrands = 32;

/** Sizes of the header that follows `BM` and the file header; without this, prose that starts with BM is a picture. */
const bmpHeaderBytes = [12, 16, 40, 52, 56, 64, 108, 124];

/**
 * What the bytes are, told from their first few, or null where they are nothing of {@link Format}. The rest of the file
 * may still be damaged: see `readHeader`. Never throws.
 */
export function sniffFormat(bytes: Uint8Array): Format | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (hasAscii(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (hasAscii(bytes, 0, 'GIF87a') || hasAscii(bytes, 0, 'GIF89a')) return 'gif';
  if (hasAscii(bytes, 0, 'RIFF') && hasAscii(bytes, 8, 'WEBP')) return 'webp';
  if (hasAscii(bytes, 4, 'ftyp')) return formatOfBrands(bytes);
  if (hasAscii(bytes, 0, '\xff\x0a') || hasAscii(bytes, 0, '\0\0\0\x0cJXL \r\n\x87\n')) return 'jxl';
  if (hasAscii(bytes, 0, 'BM') && bytes.length >= 18 && bmpHeaderBytes.includes(u32le(bytes, 14))) return 'bmp';
  // 42 is TIFF, 43 BigTIFF.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((magic) => hasAscii(bytes, 0, magic))) return 'tiff';
  if ((hasAscii(bytes, 0, '\0\0\x01\0') || hasAscii(bytes, 0, '\0\0\x02\0')) && bytes.length >= 6) {
    return u16le(bytes, 4) > 0 ? 'ico' : null;
  }
  if (hasAscii(bytes, 0, '8BPS')) return 'psd';
  return looksLikeSvg(bytes) ? 'svg' : null;
}

/** AVIF and HEIC share their container (ISO/IEC 23008-12): the brands of the first box tell them apart. */
function formatOfBrands(bytes: Uint8Array): Format | null {
  const end = Math.min(u32be(bytes, 0), bytes.length, 8 + 4 * mostBrands);
  let heic = false;
  // The major brand at 8, a version number at 12, the compatible brands after.
  for (let at = 8; at + 4 <= end; at += 4) {
    if (hasAscii(bytes, at, 'avif') || hasAscii(bytes, at, 'avis')) return 'avif';
    if (['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].some((brand) => hasAscii(bytes, at, brand))) {
      heic = true;
    }
  }
  return heic ? 'heic' : null;
}

/** Text, in UTF-8 or UTF-16, that starts with a `<` and soon has an `<svg`. */
function looksLikeSvg(bytes: Uint8Array): boolean {
  let text = '';
  const end = Math.min(bytes.length, svgSearchBytes);
  // Zeros are dropped: what is left of UTF-16's ASCII is ASCII.
  for (let at = 0; at < end; at++) if (bytes[at] !== 0) text += String.fromCharCode(bytes[at]);
  const start = text.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '').trimStart();
  return start.startsWith('<') && /<(\w+:)?svg[\s>]/i.test(start);
}
