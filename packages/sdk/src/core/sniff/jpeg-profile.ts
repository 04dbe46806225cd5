import { hasAscii, u16be } from './integers.js';
import { APP2, EOI, isAlone, mostSegments, SOS } from './jpeg-markers.js';

/**
 * A JPEG without its colour profile, as the parts that are left: views of the same bytes, in order. A decoder then has
 * nothing to convert by, and gives the values that are stored. Null where before the first scan there is anything but one
 * segment right after the other: what is left out could join fill bytes to stray ones, and they would be a marker that is
 * not in the file, so that the device looks at another picture than the one that is sent. For bytes that `readHeader` has
 * taken. Source: ICC.1:2010, annex B.4.
 */
export function jpegPartsWithoutProfile(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] | null {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let kept = 0;
  let at = 2;
  for (let segments = 0; segments < mostSegments; segments++) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || marker === 0 || marker === 0xff || isAlone(marker)) return null;
    // A decoder looks for a profile before the first scan only.
    if (marker === SOS) return [...parts, bytes.subarray(kept)];
    const end = at + 2 + (at + 4 <= bytes.length ? u16be(bytes, at + 2) : 0);
    if (marker === EOI || end < at + 4 || end > bytes.length) return null;
    if (marker === APP2 && hasAscii(bytes, at + 4, 'ICC_PROFILE\0')) {
      // From behind the profile's own 0xff to behind the next segment's: Firefox 153 tells what a picture is by the first
      // part alone and needs 3 bytes of it, where libvips writes the profile behind 2.
      parts.push(bytes.subarray(kept, at + 1));
      kept = end + 1;
    }
    at = end;
  }
  return null;
}
