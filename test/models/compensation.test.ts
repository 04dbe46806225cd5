import { describe, expect, it } from 'vitest';
import { prepareRounding, roundWithCompensation } from '../../models/build/compensation/compensate.mjs';
import { createRandom } from '../../models/build/compensation/random.mjs';
import { significantBits } from '../../models/build/compensation/significant-bits.mjs';
import { triangleOf } from '../../models/build/compensation/triangle.mjs';

const size = 24;
const channels = 8;
const random = createRandom(5);
const numbers = (length: number): Float64Array => Float64Array.from({ length }, () => random() - 0.5);

/** A matrix like those of real activations: a few directions hold most of it. */
function between(): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let direction = 0; direction < 3 * size; direction++) {
    const list = numbers(size).map((value) => value * 0.9 ** direction * 10 + (random() - 0.5) * 0.1);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++)
        matrix[i * size + j] = (matrix[i * size + j] ?? 0) + (list[i] ?? 0) * (list[j] ?? 0);
    }
  }
  return matrix;
}

const matrix = between();

/** What errors of one channel add up to in the measure of the matrix. */
function measured(errors: Float64Array): number {
  return errors.reduce(
    (sum, error, i) => sum + errors.reduce((inner, other, j) => inner + error * other * (matrix[i * size + j] ?? 0), 0),
    0,
  );
}

describe('the rounding of kernels', () => {
  const values = Float32Array.from(numbers(channels * size));
  const prepared = prepareRounding(
    { kernel: 'k', dims: [channels, size, 1, 1], values, input: 'x', gradient: 'g', stride: 1, pad: 0 },
    { between: matrix, outputs: numbers(channels).map((value) => value + 1), size },
  );

  function errorOf(compensate: boolean): number {
    const { codes, scales, zeroPoints } = roundWithCompensation(prepared, 0.1, compensate);
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const place = (i: number): number => channel * size + i;
      const rounded = (i: number): number =>
        ((codes[place(i)] ?? Number.NaN) - (zeroPoints[channel] ?? Number.NaN)) * (scales[channel] ?? Number.NaN);
      sum += measured(Float64Array.from({ length: size }, (_, i) => (values[place(i)] ?? Number.NaN) - rounded(i)));
    }
    return sum;
  }

  it('leaves less than half of the error that rounding each weight by itself leaves', () => {
    expect(errorOf(true)).toBeGreaterThan(0);
    expect(errorOf(true)).toBeLessThan(errorOf(false) / 2);
  });

  it('is the same each time', () => {
    expect(roundWithCompensation(prepared, 0.1)).toEqual(roundWithCompensation(prepared, 0.1));
  });
});

describe('the triangle of a matrix', () => {
  it('gives the matrix back as LᵀL, in the order asked for, and damped', () => {
    const order = Array.from({ length: size }, (_, i) => (i * 7) % size);
    const triangle = triangleOf(matrix, size, order, 0.01);
    const trace = order.reduce((sum, i) => sum + (matrix[i * size + i] ?? 0), 0);
    for (const [i, from] of order.entries()) {
      for (const [j, to] of order.entries()) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += (triangle[k * size + i] ?? 0) * (triangle[k * size + j] ?? 0);
        expect(sum).toBeCloseTo((matrix[from * size + to] ?? 0) + (i === j ? (0.01 * trace) / size : 0), 8);
        if (j > i) expect(triangle[i * size + j]).toBe(0);
      }
    }
  });
});

describe('significant bits', () => {
  it('keeps so many behind the first and rounds the rest', () => {
    expect([...significantBits(Float32Array.of(1, -1.5, 1.03, 0, 1.97), 4)]).toEqual([1, -1.5, 1, 0, 2]);
    for (const value of numbers(100)) {
      const [rounded = Number.NaN] = significantBits(Float32Array.of(value), 11);
      expect(Math.abs(rounded - value) / Math.abs(value)).toBeLessThanOrEqual(2 ** -12 + 2 ** -23);
    }
  });
});
