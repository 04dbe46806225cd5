// @ts-check
import * as ort from 'onnxruntime-web';
import { at } from '../at.mjs';
import { encodeModel } from '../onnx/codec.mjs';
import { FLOAT } from '../onnx/graph.mjs';

/**
 * @typedef {{ dims: readonly number[], values: Float32Array }} Array32 floats in row-major order
 * @typedef {{ run: (feed: Float32Array, wanted?: string[]) => Promise<Map<string, Array32>>, close: () => Promise<void> }} Session
 */

// WebAssembly on one thread and not the native runtime: its arithmetic is the same on every processor, so that the rounding
// decisions, and with them the bytes of the model, are.
ort.env.wasm.numThreads = 1;
const options = { executionProviders: ['wasm'], extra: { session: { disable_quant_qdq: '1' } } };

/**
 * Opens a model with one picture as its input.
 * @param {Uint8Array} model
 * @returns {Promise<Session>}
 */
export async function openSession(model) {
  const session = await ort.InferenceSession.create(model, options);
  const input = at(session.inputNames, 0);
  return {
    run: async (feed, wanted) => {
      const outputs = await session.run(
        { [input]: new ort.Tensor('float32', feed, [1, 224, 224, 3]) },
        wanted ?? [...session.outputNames],
      );
      return new Map(
        Object.entries(outputs).map(([name, tensor]) => [name, { dims: tensor.dims, values: floatsOf(tensor.data) }]),
      );
    },
    close: () => session.release(),
  };
}

/**
 * Opens a multiplier of matrices: `(a, rows, inner, b, columns) → a · b`, row-major.
 */
export async function openMultiplier() {
  /** @param {string} name */
  const value = (name) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimParam: `${name}0` }, { dimParam: `${name}1` }] } } },
  });
  const model = encodeModel({
    irVersion: 8,
    producerName: 'safeupload',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'product',
      node: [{ name: 'product', opType: 'MatMul', input: ['a', 'b'], output: ['product'] }],
      initializer: [],
      input: [value('a'), value('b')],
      output: [value('product')],
    },
  });
  const session = await ort.InferenceSession.create(model, options);
  return {
    /** @param {Float32Array} a @param {number} rows @param {number} inner @param {Float32Array} b @param {number} columns */
    multiply: async (a, rows, inner, b, columns) => {
      const { product } = await session.run({
        a: new ort.Tensor('float32', a, [rows, inner]),
        b: new ort.Tensor('float32', b, [inner, columns]),
      });
      return floatsOf(product?.data);
    },
    close: () => session.release(),
  };
}

/** @param {unknown} values */
function floatsOf(values) {
  if (!(values instanceof Float32Array)) throw new TypeError('expected the runtime to return floats');
  return values;
}
