import { pixels, plan, sampleSide } from './plan';
import { stepsOf } from './quality';
import { beginSamples, sampleBand } from './samples';
import { cosinesBytes, transform, transformBytes, turnCosines } from './transform';

// What core/simd/open-simd.ts calls; nothing here is imported, so the module can only compute.

const cosines: usize = __heap_base;
const samples: usize = cosines + cosinesBytes;
const work: usize = samples + sampleSide * sampleSide * 4;
const start: usize = work + transformBytes;

/** Where the caller writes the 16 × 64 cosines, once, before the first picture. */
export function cosinesAt(): usize {
  return cosines;
}

/** To be called once the cosines are there. */
export function prepare(): void {
  turnCosines(cosines);
}

/** Begins a picture. Returns where its pixels go, 16 rows at a time, or 0 where it does not fit in the memory. */
export function begin(width: i32, height: i32): usize {
  if (!plan(width, height, start)) return 0;
  beginSamples(samples);
  return pixels;
}

/** Takes the 16 rows of pixels that the caller has put in, or the last few. */
export function takeBand(): void {
  sampleBand();
}

/** After the last band: transforms the samples and returns where the 16 × 16 coefficients are. */
export function bandAt(): usize {
  return transform(samples, cosines, work);
}

/** After the last band: the steps that make the quality. */
export function steps(): i32 {
  return stepsOf(samples);
}
