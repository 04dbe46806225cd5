import type { Frame } from '../frame.js';
import { openSimd } from '../simd/open-simd.js';
import { turnedRows, uprightRows } from '../simd/pixel-rows.js';
import { evenSamplesOf, kernelsOf } from './even-samples.js';
import type { Fingerprint } from './fingerprint.js';
import { fingerprintOfRows, fingerprintRead, plainFingerprintOf } from './fingerprint-of.js';
import { lumaOf } from './luma.js';
import { bandOf } from './pdq.js';
import type { ReadRow } from './samples.js';
import { transposed } from './transposed.js';

/** A picture of which eight fingerprints are wanted. A `way` is an index of `orientations`. */
export interface Turnable {
  readonly upright: Fingerprint;
  /** The four mirror images by their even samples: upright, mirrored, turned by 180°, flipped. */
  readonly even: readonly EvenPicture[];
  /** The fingerprint of the really turned pixels, as the reference filters them. */
  turned(way: number): Fingerprint;
}

/** The even samples of a picture (`evenSamplesOf`) and their band. */
export interface EvenPicture {
  readonly samples: Float32Array;
  readonly band: Float32Array;
}

/** The picture measured in WebAssembly, or null where that is not possible. It is at least 5 × 5. */
export function fastTurnable(frame: Frame): Turnable | null {
  const simd = openSimd();
  const even = kernelsOf(frame.width, frame.height);
  if (simd === null || !simd.read(uprightRows(frame), { samples: true, even })) return null;
  const plain = plainTurned(frame);
  return {
    upright: fingerprintRead(simd),
    even: [0, 1, 2, 3].map((image) => simd.even(image)),
    // What fitted in the memory upright may not fit when it is turned.
    turned: (way) => (simd.read(turnedRows(frame, way), { samples: true }) ? fingerprintRead(simd) : plain(way)),
  };
}

/** The picture measured without WebAssembly. It is at least 5 × 5. */
export function plainTurnable(frame: Frame): Turnable {
  return {
    upright: plainFingerprintOf(frame),
    even: evenSamplesOf(frame).map((samples) => ({ samples, band: bandOf(samples) })),
    turned: plainTurned(frame),
  };
}

/** Turned pictures from luma planes, which are made when the first is asked for. */
function plainTurned(frame: Frame): Turnable['turned'] {
  const { width, height } = frame;
  let luma: Float32Array | null = null;
  let turned: Float32Array | null = null;
  return (way) => {
    luma ??= lumaOf(frame);
    if (way < 4) return fingerprintOfRows(width, height, rowsOf(luma, width, height, way));
    turned ??= transposed(luma, width, height);
    return fingerprintOfRows(height, width, rowsOf(turned, height, width, way - 4));
  };
}

/** The rows of a plane that is upright (0), mirrored (1), turned by 180° (2) or flipped (3). */
function rowsOf(plane: Float32Array, width: number, height: number, way: number): ReadRow {
  const isUpsideDown = way >= 2;
  const copy = way === 1 || way === 2 ? copyRowMirrored : copyRow;
  return (y, target, offset) => copy(plane, width, isUpsideDown ? height - 1 - y : y, target, offset);
}

function copyRow(plane: Float32Array, width: number, y: number, target: Float32Array, offset: number): void {
  target.set(plane.subarray(y * width, (y + 1) * width), offset);
}

function copyRowMirrored(plane: Float32Array, width: number, y: number, target: Float32Array, offset: number): void {
  const end = (y + 1) * width - 1;
  for (let x = 0; x < width; x++) target[offset + x] = plane[end - x];
}
