import type { Fingerprint } from './fingerprint/fingerprint.js';
import { fingerprintOf, fingerprintRead, isTooThin } from './fingerprint/fingerprint-of.js';
import type { Frame } from './frame.js';
import { bandRows, openSimd } from './simd/open-simd.js';
import { uprightRows } from './simd/pixel-rows.js';
import { tensorFromFrame, tensorSidePx } from './tensor.js';

/** What is measured of a frame's pixels. */
export interface FingerprintAndTensor {
  readonly fingerprint: Fingerprint;
  /** As `tensorFromFrame` makes it: `side * side * 3` values. */
  readonly tensor: Float32Array;
}

/** A picture whose pixels come a few rows at a time from where they have to be waited for. */
export interface ArrivingRows {
  readonly width: number;
  readonly height: number;
  /** `count` rows from row `y` on, RGBA, without gaps; good until the next call. */
  read(y: number, count: number): Promise<Uint8Array>;
}

/** Rows of an {@link ArrivingRows} that are asked for at a time: 2 MB of a photo of 12 MP. */
const arrivingRows = 8 * bandRows;

/**
 * What `fingerprintOf` and `tensorFromFrame` give, to the same bits, from one reading of the pixels where WebAssembly
 * measures them.
 */
export function fingerprintAndTensorOf(frame: Frame, side: number = tensorSidePx): FingerprintAndTensor {
  const simd = openSimd();
  if (!isTooThin(frame.width, frame.height) && simd?.read(uprightRows(frame), { samples: true, side })) {
    return { fingerprint: fingerprintRead(simd), tensor: simd.tensor(side) };
  }
  return { fingerprint: fingerprintOf(frame), tensor: tensorFromFrame(frame, side) };
}

/**
 * The same, to the same bits, of an opaque picture that never lies in memory as a whole: at 12 MP that are 48 MB. Null
 * where it needs all of the pixels: without WebAssembly SIMD, for a very thin picture or a very large one, for one that turns
 * out not to be opaque, and when something else was measured meanwhile. Throws what `read` throws.
 */
export async function fingerprintAndTensorOfRows(
  { width, height, read }: ArrivingRows,
  side: number = tensorSidePx,
): Promise<FingerprintAndTensor | null> {
  const simd = isTooThin(width, height) ? null : openSimd();
  const take = simd?.begin({ width, height }, { alpha: true, samples: true, side });
  if (!simd || !take) return null;
  for (let y = 0; y < height; y += arrivingRows) {
    if (!take(await read(y, Math.min(arrivingRows, height - y)))) return null;
  }
  return simd.isOpaque() ? { fingerprint: fingerprintRead(simd), tensor: simd.tensor(side) } : null;
}
