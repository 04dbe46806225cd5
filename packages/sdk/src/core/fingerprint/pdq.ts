import type { Fingerprint } from './fingerprint.js';
import { sampleSide } from './samples.js';

/** Rows and columns of the transform that are kept: 16 × 16 of the low frequencies, without the mean. */
export const bandSide = 16;

/** Row i < 16, column j < 64: `float32(sqrt(2/64)) · cos(π/128 · (i+1)(2j+1))`, in float32. */
export const cosines = Float32Array.from(
  { length: bandSide * sampleSide },
  (_, at) =>
    Math.fround(Math.sqrt(2 / sampleSide)) *
    Math.cos((Math.PI / 2 / sampleSide) * (Math.floor(at / sampleSide) + 1) * (2 * (at % sampleSide) + 1)),
);

/** The fingerprint of 64 × 64 filtered samples. Float32 throughout, sums in ascending order, as in the reference. */
export function fingerprintOfSamples(samples: Float32Array): Fingerprint {
  return { hash: hashOfBand(bandOf(samples)), quality: qualityOf(samples) };
}

/** The quality, 0..100, that a sum of whole steps makes. */
export function qualityOfSteps(steps: number): number {
  return Math.min(100, Math.floor(steps / 90));
}

/** The quality of 64 × 64 samples, 0..100: steps between neighbours, in whole hundredths each, so that noise counts 0. */
function qualityOf(samples: Float32Array): number {
  return qualitiesWithin(samples, 0).quality;
}

/**
 * The quality of 64 × 64 samples, and the least and the most it can be where a step is not known better than to `slack`
 * hundredths of the range.
 */
export function qualitiesWithin(
  samples: Float32Array,
  slack: number,
): { readonly quality: number; readonly least: number; readonly most: number } {
  let steps = 0;
  let least = 0;
  let most = 0;
  const add = (u: number, v: number): void => {
    const step = stepBetween(u, v);
    steps += Math.floor(step);
    least += Math.max(0, Math.floor(step - slack));
    most += Math.floor(step + slack);
  };
  for (let y = 0; y < sampleSide; y++) {
    for (let x = 0; x < sampleSide; x++) {
      const at = y * sampleSide + x;
      if (y + 1 < sampleSide) add(samples[at], samples[at + sampleSide]);
      if (x + 1 < sampleSide) add(samples[at], samples[at + 1]);
    }
  }
  return { quality: qualityOfSteps(steps), least: qualityOfSteps(least), most: qualityOfSteps(most) };
}

function stepBetween(u: number, v: number): number {
  return Math.abs(Math.fround(Math.fround(Math.fround(u - v) * 100) / 255));
}

/** The low band of the samples' cosine transform, 16 × 16 coefficients, row-major: `D A Dᵀ`. */
export function bandOf(samples: Float32Array): Float32Array {
  const half = new Float32Array(bandSide * sampleSide);
  for (let i = 0; i < bandSide; i++) {
    const row = half.subarray(i * sampleSide, (i + 1) * sampleSide);
    // k outside: each of the 64 sums still grows in ascending k, and memory is read in order.
    for (let k = 0; k < sampleSide; k++) {
      const cosine = cosines[i * sampleSide + k];
      for (let j = 0; j < sampleSide; j++) row[j] += Math.fround(cosine * samples[k * sampleSide + j]);
    }
  }
  const band = new Float32Array(bandSide * bandSide);
  for (let i = 0; i < bandSide; i++) {
    for (let j = 0; j < bandSide; j++) {
      let sum = Math.fround(0);
      for (let k = 0; k < sampleSide; k++) {
        sum = Math.fround(sum + Math.fround(half[i * sampleSide + k] * cosines[j * sampleSide + k]));
      }
      band[i * bandSide + j] = sum;
    }
  }
  return band;
}

/** The hash of 16 × 16 coefficients: a bit each, set above the median (the 128th smallest), printed from row 15 down. */
export function hashOfBand(band: Float32Array): string {
  const median = Float32Array.from(band).sort()[127];
  let hash = '';
  for (let i = bandSide - 1; i >= 0; i--) {
    let word = 0;
    for (let j = 0; j < bandSide; j++) if (band[i * bandSide + j] > median) word |= 1 << j;
    hash += word.toString(16).padStart(4, '0');
  }
  return hash;
}
