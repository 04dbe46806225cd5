// @ts-check
import { encodeModel } from './codec.mjs';

/** @typedef {import('./codec.mjs').Attribute} Attribute */
/** @typedef {import('./codec.mjs').Tensor} Tensor */
/** @typedef {import('./codec.mjs').GraphNode} GraphNode */

/** TensorProto.DataType of the standard. */
export const FLOAT = 1;
const UINT8 = 2;
const INT64 = 7;

/** AttributeProto.AttributeType of the standard. */
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** 13 is the first operator set whose DequantizeLinear takes one scale per channel; 8 is an IR version every runtime we use reads. */
const OPSET = 13;
const IR_VERSION = 8;

/**
 * A graph under construction. Every function that adds something returns the name of the value it makes.
 * @param {{ name: string, docString: string, input: { name: string, shape: number[] }, output: { name: string, shape: number[] } }} options
 */
export function createGraph({ name, docString, input, output }) {
  /** @type {GraphNode[]} */
  const node = [];
  /** @type {Tensor[]} */
  const initializer = [];

  /** @param {string} tensorName @param {number} dataType @param {number[]} dims @param {ArrayBufferView} values */
  function constant(tensorName, dataType, dims, values) {
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    initializer.push({ name: tensorName, dataType, dims, rawData });
    return tensorName;
  }

  /** @param {string} tensorName @param {number[]} dims @param {Float32Array} values */
  const floats = (tensorName, dims, values) => constant(tensorName, FLOAT, dims, values);

  /** @param {string} tensorName @param {number[]} values */
  const integers = (tensorName, values) =>
    constant(tensorName, INT64, [values.length], BigInt64Array.from(values, (value) => BigInt(value)));

  /**
   * One operator with one output, which is named like the node. ONNX tells integer from float attributes, JavaScript does not:
   * `attributes` are integers, `floatAttributes` floats.
   * @param {string} opType
   * @param {string} nodeName
   * @param {string[]} inputs
   * @param {Record<string, number | number[]>} [attributes]
   * @param {Record<string, number>} [floatAttributes]
   */
  function add(opType, nodeName, inputs, attributes = {}, floatAttributes = {}) {
    /** @type {Attribute[]} */
    const attribute = [
      ...Object.entries(attributes).map(([key, value]) =>
        Array.isArray(value)
          ? { name: key, ints: value, type: ATTRIBUTE_INTS }
          : { name: key, i: value, type: ATTRIBUTE_INT },
      ),
      ...Object.entries(floatAttributes).map(([key, f]) => ({ name: key, f, type: ATTRIBUTE_FLOAT })),
    ];
    node.push({ name: nodeName, opType, input: inputs, output: [nodeName], attribute });
    return nodeName;
  }

  /**
   * 8-bit codes that the runtime turns into floats when it opens the file: value = (code − zero point) × scale, with one
   * scale and zero point for each index of `axis`. Weight-only: everything is computed in float32.
   * @param {string} tensorName @param {number[]} dims
   * @param {{ codes: Uint8Array, scales: Float32Array, zeroPoints: Uint8Array, axis: number }} quantized
   */
  function dequantized(tensorName, dims, { codes, scales, zeroPoints, axis }) {
    const perTensor = scales.length === 1;
    const quantizedInputs = [
      constant(`${tensorName}/codes`, UINT8, dims, codes),
      floats(`${tensorName}/scale`, perTensor ? [] : [scales.length], scales),
      constant(`${tensorName}/zero`, UINT8, perTensor ? [] : [zeroPoints.length], zeroPoints),
    ];
    return add('DequantizeLinear', tensorName, quantizedInputs, perTensor ? {} : { axis });
  }

  /** @param {{ name: string, shape: number[] }} value */
  const valueInfo = (value) => ({
    name: value.name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: value.shape.map((dimValue) => ({ dimValue })) } } },
  });

  /** The finished file. */
  const encode = () =>
    encodeModel({
      irVersion: IR_VERSION,
      producerName: 'safeupload',
      docString,
      opsetImport: [{ domain: '', version: OPSET }],
      graph: { name, node, initializer, input: [valueInfo(input)], output: [valueInfo(output)] },
    });

  return { floats, integers, add, dequantized, encode };
}
