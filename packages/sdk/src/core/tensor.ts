import type { Frame } from './frame.js';
import { openSimd } from './simd/open-simd.js';
import { uprightRows } from './simd/pixel-rows.js';

/** Side of the square both models take, in pixels. */
export const tensorSidePx = 224;

/**
 * The frame squeezed to `side` × `side` as the models take it: NHWC with N = 1, so `side * side * 3` values, row-major,
 * RGB, 0..1. The whole picture is seen, its proportions are not kept. Alpha is not looked at: the caller has composited
 * over white.
 *
 * Each value is the exact average over the area that it covers, pixels on the border counted by the fraction covered;
 * enlarging is the same formula. Browser and server run this very function on full-resolution pixels, because a
 * canvas's resizing and sharp's move scores by up to 0.35. To leave no room for rounding, a pixel is `side` units wide
 * and an output `width` units (likewise down): every overlap is then a whole number, every sum is exact in float64 as
 * long as `255 · width · height < 2^53`, and one division rounds at the end.
 */
export function tensorFromFrame(frame: Frame, side: number = tensorSidePx): Float32Array {
  const simd = openSimd();
  return simd?.read(uprightRows(frame), { side }) ? simd.tensor(side) : plainTensorFromFrame(frame, side);
}

/** {@link tensorFromFrame} without WebAssembly: what it means, and what browsers without SIMD run. */
export function plainTensorFromFrame(frame: Frame, side: number): Float32Array {
  const { width, height, data } = frame;
  const spans = spansAlong(width, side);
  const tensor = new Float32Array(side * side * 3);
  const narrowed = new Float64Array(side * 3);
  const sums = new Float64Array(side * 3);
  const whole = 255 * width * height;
  let narrowedRow = -1;
  for (let row = 0; row < side; row++) {
    const top = row * height;
    const bottom = top + height;
    sums.fill(0);
    for (let y = Math.floor(top / side); y * side < bottom; y++) {
      // The last row of one output is often the first of the next.
      if (y !== narrowedRow) {
        narrowRow(data, 4 * width * y, spans, side, narrowed);
        narrowedRow = y;
      }
      const weight = Math.min(bottom, (y + 1) * side) - Math.max(top, y * side);
      for (let i = 0; i < sums.length; i++) sums[i] += weight * narrowed[i];
    }
    const offset = row * side * 3;
    for (let i = 0; i < sums.length; i++) tensor[offset + i] = sums[i] / whole;
  }
  return tensor;
}

/** Which pixels of a row an output covers, four numbers each: first, weight of the first, last, weight of the last. */
function spansAlong(width: number, side: number): Int32Array {
  const spans = new Int32Array(4 * side);
  for (let i = 0; i < side; i++) {
    const left = i * width;
    const right = left + width;
    const first = Math.floor(left / side);
    const last = Math.ceil(right / side) - 1;
    spans[4 * i] = first;
    spans[4 * i + 1] = Math.min(right, (first + 1) * side) - left;
    spans[4 * i + 2] = last;
    // Where one pixel covers the whole output its weight stands with the first.
    spans[4 * i + 3] = last > first ? right - last * side : 0;
  }
  return spans;
}

/** One row of pixels to `side` weighted sums per channel, whole numbers up to `255 · width`. */
function narrowRow(data: Frame['data'], start: number, spans: Int32Array, side: number, target: Float64Array): void {
  for (let i = 0; i < side; i++) {
    const first = start + 4 * spans[4 * i];
    const last = start + 4 * spans[4 * i + 2];
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let at = first + 4; at < last; at += 4) {
      red += data[at];
      green += data[at + 1];
      blue += data[at + 2];
    }
    const firstWeight = spans[4 * i + 1];
    const lastWeight = spans[4 * i + 3];
    target[3 * i] = firstWeight * data[first] + side * red + lastWeight * data[last];
    target[3 * i + 1] = firstWeight * data[first + 1] + side * green + lastWeight * data[last + 1];
    target[3 * i + 2] = firstWeight * data[first + 2] + side * blue + lastWeight * data[last + 2];
  }
}
