// @ts-check
import { at } from '../at.mjs';
import { significantBits } from './significant-bits.mjs';
import { triangleOf } from './triangle.mjs';

/** @typedef {import('./gradients.mjs').Convolution} Convolution */
/** @typedef {import('./sensitivity.mjs').Sensitivity} Sensitivity */

const ZERO = 128;
const MOST = 127;
const DAMPING = 0.01;
/** An output channel counts for at least this share of the average one, even if no calibration picture made it matter. */
const LEAST_SHARE = 0.1;
const STEP_BITS = 4;

/**
 * Gets a convolution ready for rounding: the triangle is most of the work and the same for every step.
 * @param {Convolution} convolution @param {Sensitivity} sensitivity
 */
export function prepareRounding({ kernel, values, dims }, { between, outputs, size }) {
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (i, j) => at(between, j * size + j) - at(between, i * size + i),
  );
  const triangle = triangleOf(between, size, order, DAMPING);
  const total = outputs.reduce((sum, output) => sum + output, 0);
  const shares = outputs.map((output) => Math.max(output / total, LEAST_SHARE / outputs.length));
  return { kernel, values, dims, size, order, triangle, shares };
}

/**
 * Codes of one convolution whose errors cancel as far as they can (GPTQ, Frantar et al. 2022, which is Babai's nearest plane):
 * each weight is rounded after the errors of those before it have been added, in the measure of `sensitivity.between`.
 *
 * No two channels and no two layers need the same number of bits. The step of a channel is such that each rounded weight adds
 * the same expected error to the log-odds, noise²/12, whatever layer it is in: that gives the least sum of entropies for a
 * given error, and brotli stores codes by their entropy. Zero is code 128 everywhere, for the same reason.
 * @param {ReturnType<typeof prepareRounding>} prepared
 * @param {number} noise log-odds
 * @param {boolean} [compensate] false: each weight by itself, to compare
 */
export function roundWithCompensation({ values, dims, size, order, triangle, shares }, noise, compensate = true) {
  const channels = at(dims, 0);
  const codes = new Uint8Array(values.length).fill(ZERO);
  const scales = new Float32Array(channels);
  const errors = new Float64Array(size);
  const diagonal = Float64Array.from(order, (_, i) => at(triangle, i * size + i));
  const typical = Math.exp(diagonal.reduce((sum, value) => sum + Math.log(value), 0) / size);
  for (let channel = 0; channel < channels; channel++) {
    const weights = values.subarray(channel * size, (channel + 1) * size);
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    const wanted = Math.max(noise / (typical * Math.sqrt(at(shares, channel))), largest / MOST);
    const step = at(significantBits(Float32Array.of(wanted), STEP_BITS), 0);
    scales[channel] = step;
    for (let i = 0; i < size; i++) {
      const owed = compensate ? owedTo(triangle, i, size, errors) / at(diagonal, i) : 0;
      const place = at(order, i);
      const weight = at(weights, place);
      const code = Math.min(MOST, Math.max(-MOST, Math.round((weight + owed) / step)));
      errors[i] = weight - code * step;
      codes[channel * size + place] = ZERO + code;
    }
  }
  return { codes, scales, zeroPoints: new Uint8Array(channels).fill(ZERO), axis: 0 };
}

/** Provable: both lists are longer than i and i × size + i; `at` would cost half of the time here. @param {Float64Array} triangle @param {number} i @param {number} size @param {Float64Array} errors */
function owedTo(triangle, i, size, errors) {
  const row = i * size;
  let [even, odd] = [0, 0];
  let j = 0;
  for (; j + 1 < i; j += 2) {
    even += /** @type {number} */ (triangle[row + j]) * /** @type {number} */ (errors[j]);
    odd += /** @type {number} */ (triangle[row + j + 1]) * /** @type {number} */ (errors[j + 1]);
  }
  if (j < i) even += /** @type {number} */ (triangle[row + j]) * /** @type {number} */ (errors[j]);
  return even + odd;
}
