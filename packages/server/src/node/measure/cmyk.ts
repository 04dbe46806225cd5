import type { Frame } from '@safeupload/sdk/core';

/**
 * Four inks to RGBA as Chromium does it without a profile: `floor((255 − ink) · (255 − black) / 255)`, exact on every
 * pixel of `cmyk.jpg`. libvips would go through a print profile of its own and be 21 of 255 away on average.
 */
export function frameFromCmyk(inks: Uint8Array, width: number, height: number): Frame {
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < data.length; i += 4) {
    const light = 255 - (inks[i + 3] ?? 0);
    data[i] = Math.floor(((255 - (inks[i] ?? 0)) * light) / 255);
    data[i + 1] = Math.floor(((255 - (inks[i + 1] ?? 0)) * light) / 255);
    data[i + 2] = Math.floor(((255 - (inks[i + 2] ?? 0)) * light) / 255);
    data[i + 3] = 255;
  }
  return { width, height, data };
}
