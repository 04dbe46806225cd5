import type { Frame } from '../frame.js';
import { readLumaRow } from './luma.js';
import { halfOf, positionsIn, sampleSide, windowOf } from './samples.js';

/** What one sample sees along an axis: `weights[0]` is of the pixel at `start`. */
interface Kernel {
  readonly sample: number;
  readonly start: number;
  readonly weights: Float32Array;
}

/** The kernels of the 64 samples along both axes, and those that see the same in the mirror image; ascending. */
export interface Kernels {
  readonly across: readonly Kernel[];
  readonly acrossMirrored: readonly Kernel[];
  readonly down: readonly Kernel[];
  readonly downMirrored: readonly Kernel[];
}

/** The kernels of a picture's samples. */
export function kernelsOf(width: number, height: number): Kernels {
  const across = kernelsAlong(width);
  const down = kernelsAlong(height);
  return { across, acrossMirrored: mirrored(across, width), down, downMirrored: mirrored(down, height) };
}

/**
 * The 64 × 64 samples of a picture and of its three mirror images, nearly in real arithmetic: what `samplesOf` would give
 * if running sums in float32 did not round. Both rounds of the filter and the sampling are linear, so along each axis
 * they are one kernel a sample, about 1/64 of the side long, and mirrored pictures only need mirrored kernels: one pass
 * over the pixels instead of eight filters. The reference's rounding is missing, so the caller must know what it may
 * conclude. The sums are float32 in ascending order, so that WebAssembly gives the same bits.
 *
 * Order: upright, mirrored, turned by 180°, flipped. The picture is at least 5 × 5.
 */
export function evenSamplesOf(frame: Frame): readonly [Float32Array, Float32Array, Float32Array, Float32Array] {
  const { width, height } = frame;
  const { across, acrossMirrored, down, downMirrored } = kernelsOf(width, height);
  const luma = new Float32Array(width);
  const narrow = new Float32Array(sampleSide * height);
  const narrowMirrored = new Float32Array(sampleSide * height);
  for (let y = 0; y < height; y++) {
    readLumaRow(frame, y, luma, 0);
    const at = y * sampleSide;
    for (const kernel of across) narrow[at + kernel.sample] = weighted(kernel, luma);
    for (const kernel of acrossMirrored) narrowMirrored[at + kernel.sample] = weighted(kernel, luma);
  }
  return [
    weightedRows(down, narrow),
    weightedRows(down, narrowMirrored),
    weightedRows(downMirrored, narrowMirrored),
    weightedRows(downMirrored, narrow),
  ];
}

/** The kernels of the 64 samples along a side of `n` pixels: box over box, both clipped at the ends. */
function kernelsAlong(n: number): Kernel[] {
  const ahead = halfOf(windowOf(n)) - 1;
  const behind = windowOf(n) - 1 - ahead;
  return Array.from(positionsIn(n).subarray(0, sampleSide), (position, sample) => {
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
    return { sample, start, weights: Float32Array.from(weights) };
  });
}

/** The kernels that see in a picture what `kernels` see in its mirror image. */
function mirrored(kernels: readonly Kernel[], n: number): Kernel[] {
  return kernels
    .map(({ sample, start, weights }) => ({
      sample,
      start: n - start - weights.length,
      weights: weights.toReversed(),
    }))
    .toReversed();
}

function weighted({ start, weights }: Kernel, values: Float32Array): number {
  let sum = Math.fround(0);
  for (let i = 0; i < weights.length; i++) sum = Math.fround(sum + Math.fround(weights[i] * values[start + i]));
  return sum;
}

/** Each kernel along the columns of `values`, which has 64 of them. */
function weightedRows(kernels: readonly Kernel[], values: Float32Array): Float32Array {
  const sums = new Float32Array(sampleSide * sampleSide);
  for (const { sample, start, weights } of kernels) {
    for (let i = 0; i < weights.length; i++) {
      const from = (start + i) * sampleSide;
      for (let x = 0; x < sampleSide; x++) sums[sample * sampleSide + x] += Math.fround(weights[i] * values[from + x]);
    }
  }
  return sums;
}
