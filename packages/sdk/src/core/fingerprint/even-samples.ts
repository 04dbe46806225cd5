import type { Frame } from '../frame.js';
import { readLumaRow } from './luma.js';
import { halfOf, positionsIn, sampleSide, windowOf } from './samples.js';

/**
 * The 64 × 64 samples of a picture and of its three mirror images, in real arithmetic: what `samplesOf` would give if
 * float32 did not round. Both rounds of the filter and the sampling are linear, so along each axis they are one kernel a
 * sample, about 1/64 of the side long, and mirrored pictures only need mirrored kernels: one pass over the pixels
 * instead of eight filters. The reference's rounding is missing, so the caller must know what it may conclude.
 *
 * Order: upright, mirrored, turned by 180°, flipped. The picture is at least 5 × 5.
 */
export function evenSamplesOf(frame: Frame): readonly [Float32Array, Float32Array, Float32Array, Float32Array] {
  const { width, height } = frame;
  const across = kernelsAlong(width);
  const acrossMirrored = mirrored(across, width);
  const luma = new Float32Array(width);
  const narrow = new Float64Array(sampleSide * height);
  const narrowMirrored = new Float64Array(sampleSide * height);
  for (let y = 0; y < height; y++) {
    readLumaRow(frame, y, luma, 0);
    for (let i = 0; i < sampleSide; i++) {
      narrow[y * sampleSide + i] = weighted(across[i], luma);
      narrowMirrored[y * sampleSide + i] = weighted(acrossMirrored[i], luma);
    }
  }
  const down = kernelsAlong(height);
  const up = mirrored(down, height);
  return [
    weightedRows(down, narrow),
    weightedRows(down, narrowMirrored),
    weightedRows(up, narrowMirrored),
    weightedRows(up, narrow),
  ];
}

/** What one sample sees along an axis: `weights[0]` is of the pixel at `start`. */
interface Kernel {
  readonly start: number;
  readonly weights: Float64Array;
}

/** The kernels of the 64 samples along a side of `n` pixels: box over box, both clipped at the ends. */
function kernelsAlong(n: number): Kernel[] {
  const ahead = halfOf(windowOf(n)) - 1;
  const behind = windowOf(n) - 1 - ahead;
  return Array.from(positionsIn(n).subarray(0, sampleSide), (position) => {
    const first = Math.max(0, position - behind);
    const last = Math.min(n - 1, position + ahead);
    const start = Math.max(0, first - behind);
    const end = Math.min(n - 1, last + ahead);
    const weights = new Float64Array(end - start + 1);
    for (let i = first; i <= last; i++) {
      const from = Math.max(0, i - behind);
      const to = Math.min(n - 1, i + ahead);
      const weight = 1 / ((last - first + 1) * (to - from + 1));
      for (let t = from; t <= to; t++) weights[t - start] += weight;
    }
    return { start, weights };
  });
}

/** The kernels that see in a picture what `kernels` see in its mirror image. */
function mirrored(kernels: readonly Kernel[], n: number): Kernel[] {
  return kernels.map(({ start, weights }) => ({ start: n - start - weights.length, weights: weights.toReversed() }));
}

function weighted({ start, weights }: Kernel, values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * values[start + i];
  return sum;
}

/** Each kernel along the columns of `values`, which has 64 of them. */
function weightedRows(kernels: readonly Kernel[], values: Float64Array): Float32Array {
  const sums = new Float64Array(sampleSide * sampleSide);
  kernels.forEach(({ start, weights }, row) => {
    for (let i = 0; i < weights.length; i++) {
      const from = (start + i) * sampleSide;
      for (let x = 0; x < sampleSide; x++) sums[row * sampleSide + x] += weights[i] * values[from + x];
    }
  });
  return Float32Array.from(sums);
}
