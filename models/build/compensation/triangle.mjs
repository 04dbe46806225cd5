// @ts-check
import { at } from '../at.mjs';

/**
 * The triangle L of a positive definite matrix A = LᵀL, row-major: row i holds what the errors of the weights 0..i contribute
 * to the i-th of as many independent errors. Cholesky's method from the last row to the first, in double precision; only
 * + − × ÷ √, so the same everywhere.
 * @param {Float64Array} matrix size × size, symmetric
 * @param {number} size
 * @param {readonly number[]} order in which to take rows and columns
 * @param {number} damping added to the diagonal, as a share of its mean: directions that the pictures never showed must not look free
 */
export function triangleOf(matrix, size, order, damping) {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += at(matrix, i * size + i);
  const added = (damping * trace) / size;
  const backward = [...order].reverse();
  const lower = new Float64Array(size * size);
  for (const [row, from] of backward.entries()) {
    for (const [column, to] of backward.slice(0, row + 1).entries()) {
      const sum =
        at(matrix, from * size + to) + (row === column ? added : 0) - product(lower, row * size, column * size, column);
      lower[row * size + column] = row === column ? Math.sqrt(sum) : sum / at(lower, column * size + column);
    }
  }
  return lower.reverse().map((_, i) => at(lower, (i % size) * size + Math.floor(i / size))); // seen from the last row: LᵀL
}

/**
 * The sum of products of two stretches of one list, in four partial sums.
 * @param {Float64Array} list @param {number} some @param {number} other starts @param {number} length
 */
function product(list, some, other, length) {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += value(list, some + i) * value(list, other + i);
    b += value(list, some + i + 1) * value(list, other + i + 1);
    c += value(list, some + i + 2) * value(list, other + i + 2);
    d += value(list, some + i + 3) * value(list, other + i + 3);
  }
  for (; i < length; i++) a += value(list, some + i) * value(list, other + i);
  return a + b + (c + d);
}

/** Provable: only called below the list's length; `at` would cost half of the time here. @param {Float64Array} list @param {number} i */
const value = (list, i) => /** @type {number} */ (list[i]);
