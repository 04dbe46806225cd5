import { alphaBand, beginAlpha, isOpaque } from './alpha';
import { beginEven, evenBand, evenSamples, kernelBytes, kernels, planEven } from './even';
import { beginFilter, planFilter, sampleSide } from './filter';
import { readBand } from './luma';
import { reach, rewind } from './memory';
import { beginPicture, endBand, mostSidePx, pixels } from './picture';
import { stepsOf } from './quality';
import { beginSamples, sampleBand } from './samples';
import { beginTensor, planTensor, tensor, tensorBand } from './tensor';
import { cosinesBytes, transform, transformBytes, turnCosines } from './transform';

// What core/simd/open-simd.ts calls. Nothing is imported, so all that the module can do is compute.

const cosines: usize = __heap_base;
const samples: usize = cosines + cosinesBytes;
const work: usize = samples + sampleSide * sampleSide * 4;
const picture: usize = work + transformBytes;

let wantsAlpha: bool = false;
let wantsSamples: bool = false;
let wantsEven: bool = false;
let wantsTensor: bool = false;

/** Where the caller writes the 16 × 64 cosines, once, before the first picture. */
export function cosinesAt(): usize {
  return cosines;
}

/** To be called once the cosines are there. */
export function prepare(): void {
  turnCosines(cosines);
}

/**
 * Begins a picture, of which its opacity, the samples, the even samples of its mirror images, and a tensor (`side` > 0)
 * are wanted. Returns where its pixels go, 16 rows at a time, or 0 where it does not fit in the memory.
 */
export function begin(width: i32, height: i32, withAlpha: bool, withSamples: bool, withEven: bool, side: i32): usize {
  if (width > mostSidePx || height > mostSidePx) return 0;
  wantsAlpha = withAlpha;
  wantsSamples = withSamples;
  wantsEven = withEven;
  wantsTensor = side > 0;
  rewind(picture);
  beginPicture(width, height);
  if (withSamples || withEven) planFilter();
  if (withEven) planEven();
  if (wantsTensor && !planTensor(side)) return 0;
  if (!reach()) return 0;
  if (withAlpha) beginAlpha();
  if (withSamples || withEven) beginFilter();
  if (withSamples) beginSamples(samples);
  if (withEven) beginEven();
  if (wantsTensor) beginTensor();
  return pixels;
}

/** Where the caller writes the kernels of the even samples, after `begin` and before the first band. */
export function kernelsAt(): usize {
  return kernels;
}

/** Bytes from one kernel to the next, along a side of `n` pixels. */
export function bytesOfKernel(n: i32): i32 {
  return kernelBytes(n);
}

/** Takes the 16 rows of pixels that the caller has put in, or the last few. */
export function takeBand(): void {
  if (wantsAlpha) alphaBand();
  if (wantsSamples || wantsEven) readBand();
  if (wantsSamples) sampleBand();
  if (wantsEven) evenBand();
  if (wantsTensor) tensorBand();
  endBand();
}

/** After the last band: whether every pixel is opaque. */
export function opaque(): bool {
  return isOpaque();
}

/** After the last band: where the 64 × 64 samples are. */
export function samplesAt(): usize {
  return samples;
}

/** After the last band: where the 4 × 64 × 64 even samples are. */
export function evenSamplesAt(): usize {
  return evenSamples;
}

/** After the last band: where the side × side × 3 values of the tensor are. */
export function tensorAt(): usize {
  return tensor;
}

/** Transforms 64 × 64 samples and returns where the 16 × 16 coefficients are, until the next call. */
export function bandOf(at: usize): usize {
  return transform(at, cosines, work);
}

/** The steps between 64 × 64 samples that make the quality. */
export function stepsBetween(at: usize): i32 {
  return stepsOf(at);
}
