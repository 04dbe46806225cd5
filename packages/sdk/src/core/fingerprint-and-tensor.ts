import type { Fingerprint } from './fingerprint/fingerprint.js';
import { fingerprintOf, fingerprintRead, isTooThin } from './fingerprint/fingerprint-of.js';
import type { Frame } from './frame.js';
import { openSimd } from './simd/open-simd.js';
import { uprightRows } from './simd/pixel-rows.js';
import { tensorFromFrame, tensorSidePx } from './tensor.js';

/**
 * What `fingerprintOf` and `tensorFromFrame` give, to the same bits, from one reading of the pixels where WebAssembly
 * measures them.
 */
export function fingerprintAndTensorOf(
  frame: Frame,
  side: number = tensorSidePx,
): { readonly fingerprint: Fingerprint; readonly tensor: Float32Array } {
  const simd = openSimd();
  if (!isTooThin(frame.width, frame.height) && simd?.read(uprightRows(frame), { samples: true, side })) {
    return { fingerprint: fingerprintRead(simd), tensor: simd.tensor(side) };
  }
  return { fingerprint: fingerprintOf(frame), tensor: tensorFromFrame(frame, side) };
}
