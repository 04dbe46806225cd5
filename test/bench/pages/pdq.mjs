// @ts-check
// PDQ both ways, for a worker of the browser and for Node: the product's own functions.
import { fingerprintOf, plainFingerprintOf } from '../../../packages/sdk/src/core/fingerprint/fingerprint-of.js';
import { openSimd } from '../../../packages/sdk/src/core/simd/open-simd.js';

/** Width, height, and how many fingerprints are timed together: clocks of pages tick in tenths of a millisecond. */
const sizes = /** @type {const} */ ([
  ['512', 512, 512, 20],
  ['1mp', 1152, 864, 6],
]);

/**
 * Milliseconds a fingerprint, WebAssembly and plain TypeScript in turns, two runs each before any counts. Throws where
 * there is no SIMD, or where the two differ.
 * @param {number} runs
 * @returns {Record<string, { wasmMs: number[], plainMs: number[] }>}
 */
export function timePdq(runs) {
  if (openSimd() === null) throw new Error('This machine runs no WebAssembly SIMD: there is nothing to compare.');
  return Object.fromEntries(
    sizes.map(([name, width, height, batch]) => {
      const frame = frameOf(width, height);
      const wasmMs = [];
      const plainMs = [];
      for (let run = -2; run < runs; run++) {
        const wasm = timed(fingerprintOf, frame, batch);
        const plain = timed(plainFingerprintOf, frame, batch);
        if (wasm.hash !== plain.hash) throw new Error(`The two differ: ${wasm.hash} and ${plain.hash}.`);
        if (run < 0) continue;
        wasmMs.push(wasm.ms);
        plainMs.push(plain.ms);
      }
      return [name, { wasmMs, plainMs }];
    }),
  );
}

/**
 * @param {typeof fingerprintOf} measure @param {import('@safeupload/sdk/core').Frame} frame @param {number} batch
 */
function timed(measure, frame, batch) {
  let hash = '';
  const startedAt = performance.now();
  for (let n = 0; n < batch; n++) hash = measure(frame).hash;
  return { ms: (performance.now() - startedAt) / batch, hash };
}

/** Hills, edges and noise. @param {number} width @param {number} height */
function frameOf(width, height) {
  const data = new Uint8ClampedArray(4 * width * height);
  let state = 0x9e3779b9;
  for (let at = 0, n = 0; at < data.length; at += 4, n++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const x = n % width;
    const y = (n - x) / width;
    const hill = 110 + 40 * Math.sin((6 * x) / width) + 50 * Math.cos((9 * y) / height);
    const edge = ((x >> 6) ^ (y >> 7)) & 1 ? 30 : 0;
    data[at] = hill + edge + (state & 31);
    data[at + 1] = hill / 2 + edge + ((state >> 5) & 31);
    data[at + 2] = edge + ((state >> 10) & 31);
    data[at + 3] = 255;
  }
  return { width, height, data };
}
