import { fromBase64url } from '../bytes.js';
import type { Kernels } from '../fingerprint/even-samples.js';
import { bandSide, cosines } from '../fingerprint/pdq.js';
import { sampleSide } from '../fingerprint/samples.js';
import { moduleBytes } from './module-bytes.js';
import type { PixelRows } from './pixel-rows.js';

/** Rows of pixels that the module takes at a time. */
export const bandRows = 16;

const samplesBytes = 4 * sampleSide * sampleSide;

/** What the module exports (`packages/sdk/simd/index.ts`), and its memory, whose buffer a larger picture replaces. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  cosinesAt(): number;
  prepare(): void;
  begin(width: number, height: number, alpha: boolean, samples: boolean, even: boolean, side: number): number;
  kernelsAt(): number;
  bytesOfKernel(n: number): number;
  takeBand(): void;
  opaque(): number;
  samplesAt(): number;
  evenSamplesAt(): number;
  tensorAt(): number;
  bandOf(samplesAt: number): number;
  stepsBetween(samplesAt: number): number;
}

/** What is wanted of one reading of a picture's pixels. */
export interface Wanted {
  /** Whether all of it is opaque. */
  readonly alpha?: boolean;
  /** The 64 × 64 samples of the filter, in the reference's float32. */
  readonly samples?: boolean;
  /** The samples of the four mirror images by these kernels. */
  readonly even?: Kernels;
  /** A tensor of so many pixels a side. */
  readonly side?: number;
}

/** The measuring of pixels in WebAssembly: every number it gives is to the bit that of the plain TypeScript. */
export interface Simd {
  /**
   * Reads the pixels once for everything that is wanted; the other functions tell what came of the last reading. False
   * where the picture does not fit in the module's 24 MiB or its sums would not be exact.
   */
  read(picture: PixelRows, wanted: Wanted): boolean;
  /** The same for rows that arrive: what comes back takes them. Null where `read` says false. */
  begin(size: Pick<PixelRows, 'width' | 'height'>, wanted: Wanted): TakeRows | null;
  /** Whether every pixel is opaque. */
  isOpaque(): boolean;
  /** The band's 16 × 16 coefficients and the sum of steps that makes the quality. The band is good until the next call. */
  transformed(): { readonly band: Float32Array; readonly steps: number };
  /** The samples of mirror image 0..3 and their band, copied. */
  even(image: number): { readonly samples: Float32Array; readonly band: Float32Array };
  /** The `side * side * 3` values, copied. */
  tensor(side: number): Float32Array;
}

/**
 * Takes the next rows of a picture, RGBA, without gaps. All but the last lot are a multiple of {@link bandRows}. False when
 * another reading began meanwhile: this one came to nothing.
 */
export type TakeRows = (rows: Uint8Array) => boolean;

let opened: Simd | null | undefined;

/**
 * The module, compiled at the first call (9 KB) and kept with its memory, or null where there is no WebAssembly, where
 * it has no SIMD (Safari before 16.4), or where a content security policy without `wasm-unsafe-eval` forbids compiling:
 * there the plain TypeScript measures. Compiles synchronously: for workers and servers, not for a page.
 */
export function openSimd(): Simd | null {
  if (opened === undefined) opened = compiled();
  return opened;
}

function compiled(): Simd | null {
  const bytes = fromBase64url(moduleBytes);
  if (typeof WebAssembly === 'undefined' || bytes === null) return null;
  try {
    // Provable: these are the exports of the module whose bytes stand beside this file; the tests call each.
    const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
    floatsAt(exports, exports.cosinesAt(), bandSide * sampleSide).set(cosines);
    exports.prepare();
    return simdOf(exports);
  } catch {
    return null;
  }
}

function simdOf(exports: Exports): Simd {
  const bandOf = (at: number) => floatsAt(exports, exports.bandOf(at), bandSide * bandSide);
  let readings = 0;
  /** Where the module wants the next band of the reading that begins, or null where it cannot read the picture. */
  const bandFor = (
    { width, height }: Pick<PixelRows, 'width' | 'height'>,
    { alpha = false, samples = false, even, side = 0 }: Wanted,
  ): Uint8Array | null => {
    readings += 1;
    const pixelsAt = exports.begin(width, height, alpha, samples, even !== undefined, side);
    if (pixelsAt === 0) return null;
    if (even) writeKernels(exports, even, width, height);
    return new Uint8Array(exports.memory.buffer, pixelsAt, 4 * bandRows * width);
  };
  return {
    read: (picture, wanted) => {
      const band = bandFor(picture, wanted);
      if (band === null) return false;
      for (let y = 0; y < picture.height; y += bandRows) {
        picture.put(band, y, Math.min(bandRows, picture.height - y));
        exports.takeBand();
      }
      return true;
    },
    begin: (size, wanted) => {
      const band = bandFor(size, wanted);
      const reading = readings;
      if (band === null) return null;
      return (rows) => {
        // The module has one memory: whoever read meanwhile wrote over these sums.
        if (reading !== readings) return false;
        for (let at = 0; at < rows.length; at += band.length) {
          band.set(rows.subarray(at, at + band.length));
          exports.takeBand();
        }
        return true;
      };
    },
    isOpaque: () => exports.opaque() !== 0,
    transformed: () => ({ band: bandOf(exports.samplesAt()), steps: exports.stepsBetween(exports.samplesAt()) }),
    even: (image) => {
      const at = exports.evenSamplesAt() + image * samplesBytes;
      return { samples: floatsAt(exports, at, sampleSide * sampleSide).slice(), band: bandOf(at).slice() };
    },
    tensor: (side) => floatsAt(exports, exports.tensorAt(), side * side * 3).slice(),
  };
}

/** Four tables of 64: first pixel, length and index of the sample as int32, then the weights. See `simd/even.ts`. */
function writeKernels(exports: Exports, kernels: Kernels, width: number, height: number): void {
  let at = exports.kernelsAt();
  for (const [table, n] of [
    [kernels.across, width],
    [kernels.acrossMirrored, width],
    [kernels.down, height],
    [kernels.downMirrored, height],
  ] as const) {
    const bytes = exports.bytesOfKernel(n);
    for (const { start, weights, sample } of table) {
      new Int32Array(exports.memory.buffer, at, 3).set([start, weights.length, sample]);
      floatsAt(exports, at + 12, weights.length).set(weights);
      at += bytes;
    }
  }
}

function floatsAt(exports: Exports, at: number, length: number): Float32Array {
  return new Float32Array(exports.memory.buffer, at, length);
}
