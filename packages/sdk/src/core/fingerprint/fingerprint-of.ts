import type { Frame } from '../frame.js';
import { openSimd, type Simd } from '../simd/open-simd.js';
import { uprightRows } from '../simd/pixel-rows.js';
import type { Fingerprint } from './fingerprint.js';
import { readLumaRow } from './luma.js';
import { fingerprintOfSamples, hashOfBand, qualityOfSteps } from './pdq.js';
import { type ReadRow, samplesOf } from './samples.js';

/** Thinner or lower pictures have no fingerprint: quality 0 and a hash of zeros, as in the reference. */
const leastSidePx = 5;

/** Pictures without a fingerprint have this in its place. */
const nothing: Fingerprint = { hash: '0'.repeat(64), quality: 0 };

/**
 * The fingerprint of a frame: PDQ, full-resolution family, equal to the bit to the reference's. The caller has
 * composited the frame over white. Computed in WebAssembly where there is SIMD, else by {@link plainFingerprintOf}.
 */
export function fingerprintOf(frame: Frame): Fingerprint {
  if (isTooThin(frame.width, frame.height)) return nothing;
  const simd = openSimd();
  return simd?.read(uprightRows(frame), { samples: true }) ? fingerprintRead(simd) : plainFingerprintOf(frame);
}

/** The fingerprint of the picture whose samples were read last. */
export function fingerprintRead(simd: Simd): Fingerprint {
  const { band, steps } = simd.transformed();
  return { hash: hashOfBand(band), quality: qualityOfSteps(steps) };
}

/** {@link fingerprintOf} without WebAssembly: what it means, and what browsers without SIMD run. */
export function plainFingerprintOf(frame: Frame): Fingerprint {
  const { width, height } = frame;
  return fingerprintOfRows(width, height, (y, target, offset) => readLumaRow(frame, y, target, offset));
}

/** The fingerprint of a picture whose luma comes row by row: see {@link plainFingerprintOf}. */
export function fingerprintOfRows(width: number, height: number, readRow: ReadRow): Fingerprint {
  if (isTooThin(width, height)) return nothing;
  return fingerprintOfSamples(samplesOf(width, height, readRow));
}

/** True for pictures without a fingerprint. */
export function isTooThin(width: number, height: number): boolean {
  return width < leastSidePx || height < leastSidePx;
}
