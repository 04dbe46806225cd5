// @ts-check
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

/**
 * @typedef {{ name: string, f?: number, i?: number, s?: Uint8Array, floats?: number[], ints?: number[], type: number }} Attribute
 * @typedef {{ name: string, opType: string, input: string[], output: string[], attribute?: Attribute[] }} GraphNode
 * @typedef {{ name: string, dims?: number[], dataType: number, rawData?: Uint8Array, floatData?: number[], int64Data?: number[] }} Tensor
 * @typedef {{ name: string, type: { tensorType: { elemType: number, shape: { dim: { dimValue?: number, dimParam?: string }[] } } } }} ValueInfo
 * @typedef {{ name: string, node: GraphNode[], initializer: Tensor[], input: ValueInfo[], output: ValueInfo[] }} Graph
 * @typedef {{ irVersion: number, producerName: string, docString?: string, opsetImport: { domain: string, version: number }[], graph: Graph }} Model
 */

const schema = protobuf.parse(readFileSync(new URL('./onnx.proto', import.meta.url), 'utf8')).root;
const ModelProto = schema.lookupType('onnx.ModelProto');

/**
 * The bytes of an ONNX file. Fields are written in the order of their numbers, so equal models give equal bytes.
 * @param {Model} model
 * @returns {Uint8Array}
 */
export function encodeModel(model) {
  const complaint = ModelProto.verify(model);
  if (complaint !== null) throw new TypeError(`expected an ONNX model, got one where ${complaint}`);
  return ModelProto.encode(ModelProto.fromObject(model)).finish();
}

/**
 * An ONNX file as plain objects; 64-bit integers become numbers, absent lists become empty ones.
 * @param {Uint8Array} bytes
 * @returns {Model}
 */
export function decodeModel(bytes) {
  const plain = ModelProto.toObject(ModelProto.decode(bytes), { longs: Number, arrays: true });
  return /** @type {Model} */ (plain); // toObject is untyped; the fields are those of onnx.proto
}
