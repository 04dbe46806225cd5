import type { Frame } from '@safeupload/sdk/core';

/** Most colours a picture may have to count as drawn (a screenshot, a logo) rather than photographed. */
export const mostDrawnColors = 256;

/** Whether every pixel is opaque, and whether all of them are of at most {@link mostDrawnColors} colours. */
export function colorsOf(frame: Frame): { opaque: boolean; few: boolean } {
  const pixels = new Uint32Array(frame.data.buffer, frame.data.byteOffset, frame.width * frame.height);
  const seen = new Set<number>();
  let last = -1;
  let few = true;
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    // Alpha is the highest byte: all platforms with browsers are little-endian.
    if (pixel >>> 24 !== 255) return { opaque: false, few: false };
    if (pixel === last || !few) continue;
    last = pixel;
    seen.add(pixel);
    few = seen.size <= mostDrawnColors;
  }
  return { opaque: true, few };
}
