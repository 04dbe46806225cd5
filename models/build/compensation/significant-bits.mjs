// @ts-check
import { at } from '../at.mjs';

const MANTISSA_BITS = 23;

/**
 * Floats with fewer bits behind the first: the others are 0, so that brotli can leave them out. The relative error is at most
 * 2^−(bits + 1).
 * @param {Float32Array} values @param {number} bits
 */
export function significantBits(values, bits) {
  const rounded = Float32Array.from(values);
  const patterns = new Uint32Array(rounded.buffer);
  const dropped = MANTISSA_BITS - bits;
  for (let i = 0; i < patterns.length; i++) {
    patterns[i] = ((at(patterns, i) + 2 ** (dropped - 1)) >>> dropped) << dropped;
  }
  return rounded;
}
