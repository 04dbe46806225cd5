import type { Frame } from '../frame.js';

// The products in float32, as a C compiler without fused multiply-add makes them; the two sums below round once each.
const red = Float32Array.from({ length: 256 }, (_, value) => Math.fround(0.299) * value);
const green = Float32Array.from({ length: 256 }, (_, value) => Math.fround(0.587) * value);
const blue = Float32Array.from({ length: 256 }, (_, value) => Math.fround(0.114) * value);

/**
 * Writes the luma of row `y` of the frame to `target`, from `offset` on: `0.299 R + 0.587 G + 0.114 B` in float32, left
 * to right, 0..255. Alpha is not looked at: the caller has composited over white.
 */
export function readLumaRow(frame: Frame, y: number, target: Float32Array, offset: number): void {
  const { data, width } = frame;
  let at = 4 * width * y;
  for (let x = 0; x < width; x++, at += 4) {
    target[offset + x] = Math.fround(red[data[at]] + green[data[at + 1]]) + blue[data[at + 2]];
  }
}

/**
 * The luma plane of a frame, row-major, `width * height` float32 values, 0..255. See {@link readLumaRow}.
 * Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019), section 4.
 */
export function lumaOf(frame: Frame): Float32Array {
  const { width, height } = frame;
  const plane = new Float32Array(width * height);
  for (let y = 0; y < height; y++) readLumaRow(frame, y, plane, y * width);
  return plane;
}
