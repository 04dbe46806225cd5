// @ts-check
// Writes tensors.json: what the models are fed, for a few synthetic pictures. Every overlap of a pixel and an output is
// a whole number of (1/224)² pixels, so the sums below are exact in any language with 53-bit integers; one division in
// float64, one rounding to float32. `sha256` is of the float32 values in little-endian order.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { frameOf } from './synthetic-pixels.mjs';

const side = 224;
const places = [
  [0, 0],
  [0, 223],
  [111, 112],
  [150, 37],
  [223, 223],
];

/** @param {number} n @param {number} i how many units of pixel `p` lie under output `i`, for each pixel it touches */
function overlaps(n, i) {
  const found = [];
  for (let p = 0; p < n; p++) {
    const units = Math.min((p + 1) * side, (i + 1) * n) - Math.max(p * side, i * n);
    if (units > 0) found.push([p, units]);
  }
  return found;
}

/** @param {{ width: number, height: number, data: Uint8Array }} frame */
function tensor({ width, height, data }) {
  const values = new Float32Array(side * side * 3);
  const columns = Array.from({ length: side }, (_, i) => overlaps(width, i));
  for (let row = 0; row < side; row++) {
    const rows = overlaps(height, row);
    for (let column = 0; column < side; column++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const [y, down] of rows) {
          for (const [x, across] of columns[column]) sum += data[4 * (y * width + x) + c] * down * across;
        }
        values[3 * (row * side + column) + c] = sum / (255 * width * height);
      }
    }
  }
  return values;
}

/** @type {[string, number, number][]} */
const pictures = [
  ['quadratic', 1, 1],
  ['quadratic', 1, 500],
  ['smoothBlocks', 100, 77],
  ['quadratic', 223, 225],
  ['smoothBlocks', 224, 224],
  ['blocks', 448, 672],
  ['smoothBlocks', 640, 479],
  ['quadratic', 1023, 767],
];
const vectors = pictures.map(([generator, width, height]) => {
  const values = tensor(frameOf(generator, width, height));
  return {
    generator,
    width,
    height,
    sha256: createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex'),
    samples: places.map(([row, column]) => {
      const at = 3 * (row * side + column);
      return { row, column, rgb: [...values.subarray(at, at + 3)] };
    }),
  };
});
const note =
  'Tensors of 224 × 224 × 3 (NHWC, RGB, 0..1) by exact area average. sha256 is of the float32 values, little-endian. Generators as in pdq-synthetic.json. Made by make-tensors.mjs.';
await writeFile(new URL('tensors.json', import.meta.url), `${JSON.stringify({ note, side, vectors }, null, 1)}\n`);
console.log(`tensors.json: ${vectors.length} pictures`);
