import { fromBase64url } from '../bytes.js';
import { bandSide, cosines } from '../fingerprint/pdq.js';
import { sampleSide } from '../fingerprint/samples.js';
import type { Frame } from '../frame.js';
import { moduleBytes } from './module-bytes.js';

/** Rows of pixels that the module takes at a time. */
const bandRows = 16;

/** What the module exports (`packages/sdk/simd/index.ts`), and its memory, which a larger picture makes anew. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  cosinesAt(): number;
  prepare(): void;
  begin(width: number, height: number): number;
  takeBand(): void;
  bandAt(): number;
  steps(): number;
}

/** The measuring of pixels in WebAssembly: every number it gives is to the bit the plain TypeScript's. */
export interface Simd {
  /**
   * Filters the frame as `samplesOf` does and transforms the samples: the band's 16 × 16 coefficients and the sum of
   * steps that makes the quality. Null where the picture does not fit in the module's 24 MiB.
   */
  bandOf(frame: Frame): { readonly band: Float32Array; readonly steps: number } | null;
}

let opened: Simd | null | undefined;

/**
 * The module, compiled at the first call (6 KB, about 1 ms) and kept with its memory, or null where there is no
 * WebAssembly, where it has no SIMD (Safari before 16.4) or where a policy without `wasm-unsafe-eval` forbids
 * compiling: there the plain TypeScript measures. Compiles synchronously, so it is called in workers and on servers.
 */
export function openSimd(): Simd | null {
  if (opened === undefined) opened = compiled();
  return opened;
}

function compiled(): Simd | null {
  const bytes = fromBase64url(moduleBytes);
  if (typeof WebAssembly === 'undefined' || bytes === null) return null;
  try {
    // Provable: these are the exports of the module whose bytes stand beside this file; a test calls each.
    const exports = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
    new Float32Array(exports.memory.buffer, exports.cosinesAt(), bandSide * sampleSide).set(cosines);
    exports.prepare();
    return simdOf(exports);
  } catch {
    return null;
  }
}

function simdOf(exports: Exports): Simd {
  return {
    bandOf: (frame) => {
      const pixelsAt = exports.begin(frame.width, frame.height);
      if (pixelsAt === 0) return null;
      const bandBytes = 4 * bandRows * frame.width;
      const pixels = new Uint8Array(exports.memory.buffer, pixelsAt, bandBytes);
      for (let at = 0; at < frame.data.length; at += bandBytes) {
        pixels.set(frame.data.subarray(at, at + bandBytes));
        exports.takeBand();
      }
      const band = new Float32Array(exports.memory.buffer, exports.bandAt(), bandSide * bandSide);
      return { band, steps: exports.steps() };
    },
  };
}
