import { hasAscii, u16be } from './integers.js';
import { APP2, EOI, isAlone, mostSegments, nextMarker, SOS } from './jpeg-markers.js';

/**
 * A JPEG without its colour profile, as the parts that are left: views of the same bytes, in order. A decoder then has
 * nothing to convert by, and gives the values that are stored. For bytes that `readHeader` has taken; of others at worst
 * nothing is left out. Source: ICC.1:2010, annex B.4.
 */
export function jpegPartsWithoutProfile(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let kept = 0;
  let at = 2;
  // A decoder looks for a profile before the first scan only.
  for (let segments = 0; segments < mostSegments; segments++) {
    at = nextMarker(bytes, at);
    const marker = bytes[at];
    if (marker === undefined || marker === EOI || marker === SOS) break;
    const start = at - 1;
    at += 1;
    if (isAlone(marker)) continue;
    const end = at + (at + 2 <= bytes.length ? u16be(bytes, at) : 0);
    if (end < at + 2 || end > bytes.length) break;
    if (marker === APP2 && hasAscii(bytes, at + 2, 'ICC_PROFILE\0')) {
      parts.push(bytes.subarray(kept, start));
      kept = end;
    }
    at = end;
  }
  parts.push(bytes.subarray(kept));
  return parts;
}
