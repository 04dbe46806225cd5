// @ts-check
import { at } from './at.mjs';

/** @typedef {import('./layers-model.mjs').Weight} Weight */

/**
 * The code that stands for 0. TensorFlow.js shifts the range of every tensor that has values of both signs so that one
 * code is exactly 0; only then `code × scale + min` is `(code − zero) × scale`, and the codes can stay.
 * @param {Weight} weight @param {string} name
 */
export function zeroPoint({ min, scale }, name) {
  const exact = -min / scale;
  const rounded = Math.round(exact);
  if (Math.abs(exact - rounded) > 1e-6 || rounded < 0 || rounded > 255) {
    throw new Error(`expected one code of ${name} to be 0, but 0 lies at code ${exact}`);
  }
  return rounded;
}

/**
 * A kernel's codes from TensorFlow's order (rows, columns, in, out) in ONNX's (out, in, rows, columns).
 * @param {Weight} kernel @param {boolean} depthwise whose last two axes are (channel, 1)
 */
export function channelsFirst({ shape, codes }, depthwise) {
  const [rows, columns] = [at(shape, 0), at(shape, 1)];
  const [inputs, outputs] = depthwise ? [at(shape, 3), at(shape, 2)] : [at(shape, 2), at(shape, 3)];
  const area = rows * columns;
  const moved = new Uint8Array(codes.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let place = 0; place < area; place++) {
        const from = depthwise ? place * outputs + output : (place * inputs + input) * outputs + output;
        moved[(output * inputs + input) * area + place] = at(codes, from);
      }
    }
  }
  return { dims: [outputs, inputs, rows, columns], codes: moved };
}
