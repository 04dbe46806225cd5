// @ts-check
import { at } from '../at.mjs';
import { pictureForSource } from '../source-scores.mjs';
import { createRandom } from './random.mjs';
import { openMultiplier } from './runtime.mjs';

/**
 * What an error in one convolution's kernel does to the log-odds, on average over pictures. With G the gradient of the log-odds
 * in the kernel as a matrix (outputs × weights of one output):
 * @typedef {object} Sensitivity
 * @property {Float64Array} between E[GᵀG], size × size: how errors of weights that meet in one output add up or cancel
 * @property {Float64Array} outputs E[|row of G|²]: how much each output matters
 * @property {number} size weights of one output
 */

/** Random mixtures of G's rows that stand for all of them: GᵀG needs no more to be known on average. */
const SKETCHES = 32;
const SKETCH_SEED = 12345;
/** Sketches multiplied at once. */
const BATCH = 2048;

/**
 * @param {import('./runtime.mjs').Session} session of `differentiate`
 * @param {import('./gradients.mjs').Differentiated} graph
 * @param {readonly Float32Array[]} pictures
 * @param {(done: number) => void} onPicture
 * @returns {Promise<{ sensitivities: Sensitivity[], logOdds: number[] }>} one for each of the graph's convolutions; one for each picture
 */
export async function sensitivitiesOf(session, graph, pictures, onPicture) {
  const { multiply, close } = await openMultiplier();
  const random = createRandom(SKETCH_SEED);
  const wanted = [
    ...new Set([graph.logits, ...graph.convolutions.flatMap(({ input, gradient }) => [input, gradient])]),
  ];
  const logOdds = [];
  const sums = graph.convolutions.map(({ dims: [outputs = 0, inputs = 0, rows = 0, columns = 0] }) => {
    const size = inputs * rows * columns;
    return {
      size,
      between: new Float64Array(size * size),
      outputs: new Float64Array(outputs),
      sketches: new Float32Array(BATCH * size),
      filled: 0,
    };
  });

  /** @param {typeof sums[number]} sum */
  async function flush(sum) {
    const { size, filled, sketches, between } = sum;
    const product = await multiply(
      transposed(sketches, filled, size),
      size,
      filled,
      sketches.slice(0, filled * size),
      size,
    );
    for (let i = 0; i < product.length; i++) between[i] = at(between, i) + at(product, i);
    sum.filled = 0;
  }

  for (const [index, picture] of pictures.entries()) {
    const values = await session.run(pictureForSource(picture), wanted);
    const logits = values.get(graph.logits)?.values ?? [];
    logOdds.push(at(logits, 1) - at(logits, 0));
    for (const [place, convolution] of graph.convolutions.entries()) {
      const sum = at(sums, place);
      const [input, gradient] = [values.get(convolution.input), values.get(convolution.gradient)];
      if (input === undefined || gradient === undefined) throw new Error(`no values of ${convolution.kernel}`);
      const count = sum.outputs.length;
      const patches = patchesOf(input, gradient.dims, convolution);
      const slope = await multiply(gradient.values, count, patches.length / sum.size, patches, sum.size);
      for (let output = 0; output < count; output++) {
        let squares = 0;
        for (let i = output * sum.size; i < (output + 1) * sum.size; i++) squares += at(slope, i) ** 2;
        sum.outputs[output] = at(sum.outputs, output) + squares;
      }
      const signs = Float32Array.from(
        { length: SKETCHES * count },
        () => (random() < 0.5 ? -1 : 1) / Math.sqrt(SKETCHES),
      );
      const sketches = await multiply(signs, SKETCHES, count, slope, sum.size);
      sum.sketches.set(sketches, sum.filled * sum.size);
      sum.filled += SKETCHES;
      if (sum.filled === BATCH) await flush(sum);
    }
    onPicture(index + 1);
  }

  const sensitivities = [];
  for (const sum of sums) {
    if (sum.filled > 0) await flush(sum);
    const mean = (/** @type {number} */ total) => total / pictures.length;
    sensitivities.push({ size: sum.size, between: sum.between.map(mean), outputs: sum.outputs.map(mean) });
  }
  await close();
  return { sensitivities, logOdds };
}

/**
 * What the kernel is multiplied with at each place of the output: places × weights of one output.
 * @param {import('./runtime.mjs').Array32} input 1 × channels × rows × columns
 * @param {readonly number[]} outputDims
 * @param {import('./gradients.mjs').Convolution} convolution
 */
function patchesOf({ dims, values }, outputDims, { dims: kernel, stride, pad }) {
  const [, channels = 0, height = 0, width = 0] = dims;
  const [, , rows = 0, columns = 0] = outputDims;
  const side = at(kernel, 2);
  const size = channels * side * side;
  const patches = new Float32Array(rows * columns * size);
  for (let channel = 0; channel < channels; channel++) {
    for (let down = 0; down < side; down++) {
      for (let right = 0; right < side; right++) {
        const weight = (channel * side + down) * side + right;
        for (let row = 0; row < rows; row++) {
          const y = row * stride + down - pad;
          if (y < 0 || y >= height) continue;
          const line = (channel * height + y) * width;
          for (let column = 0; column < columns; column++) {
            const x = column * stride + right - pad;
            if (x >= 0 && x < width)
              patches[(row * columns + column) * size + weight] = /** @type {number} */ (values[line + x]);
          }
        }
      }
    }
  }
  return patches;
}

/** @param {Float32Array} matrix @param {number} rows @param {number} columns */
function transposed(matrix, rows, columns) {
  const turned = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = /** @type {number} */ (matrix[row * columns + column]);
  }
  return turned;
}
