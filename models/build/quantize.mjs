// @ts-check
import { at } from './at.mjs';

/**
 * Plain rounding, which the published model is compared with: codes of at most 8 bits with one scale and one zero point per
 * output channel (the first axis), minimum to maximum, with 0 kept exact, because a zero weight that stops being one adds
 * noise everywhere.
 * @param {Float32Array} values @param {number[]} dims @param {number} bits
 * @returns {{ codes: Uint8Array, scales: Float32Array, zeroPoints: Uint8Array, axis: number }}
 */
export function quantizePerChannel(values, dims, bits) {
  const top = 2 ** bits - 1;
  const channels = at(dims, 0);
  const size = values.length / channels;
  const codes = new Uint8Array(values.length);
  const scales = new Float32Array(channels);
  const zeroPoints = new Uint8Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const weights = values.subarray(channel * size, (channel + 1) * size);
    const least = weights.reduce((smallest, weight) => Math.min(smallest, weight), 0);
    const most = weights.reduce((largest, weight) => Math.max(largest, weight), 0);
    const scale = Math.fround((most - least) / top) || 1; // a channel of zeros
    const zero = Math.round(-least / scale);
    scales[channel] = scale;
    zeroPoints[channel] = zero;
    for (let i = 0; i < size; i++) {
      codes[channel * size + i] = Math.min(top, Math.max(0, Math.round(at(weights, i) / scale) + zero));
    }
  }
  return { codes, scales, zeroPoints, axis: 0 };
}
