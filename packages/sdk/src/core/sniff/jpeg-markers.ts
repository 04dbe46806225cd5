/** Marker segments outside entropy data that are walked. Stops files made of nothing but empty comments. */
export const mostSegments = 10_000;

/** Start of image. The codes are those of T.81, table B.1. */
export const SOI = 0xd8;
/** End of image. */
export const EOI = 0xd9;
/** Start of scan: entropy-coded data follow its segment. */
export const SOS = 0xda;
/** Application segment 1: EXIF, XMP. */
export const APP1 = 0xe1;
/** Application segment 2: parts of a colour profile, MPF. */
export const APP2 = 0xe2;
/** For temporary private use, in arithmetic coding. */
const TEM = 0x01;

/**
 * Where the code of the next marker is, or the end of the bytes. Skips stray bytes and fill bytes (T.81, B.1.1.2)
 * exactly as libjpeg's `next_marker`, so that both find the same markers in a sloppy file.
 */
export function nextMarker(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    while (at < bytes.length && bytes[at] !== 0xff) at++;
    while (at < bytes.length && bytes[at] === 0xff) at++;
    if (at < bytes.length && bytes[at] !== 0) return at;
  }
  return at;
}

/** Markers without a segment: restarts and TEM. */
export function isAlone(marker: number): boolean {
  return (marker >= 0xd0 && marker <= 0xd7) || marker === TEM;
}
