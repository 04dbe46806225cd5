// A model of 8 KB with the operators of the shipped ones and no knowledge, written as ONNX at run time: what it would
// cost as a file it costs as code, and an auditor can read it. Format: onnx.proto3 of ONNX 1.19 (protocol buffers).
import { toUtf8 } from '@safeupload/sdk/core';

/** Shape of the warm-up model's input, named `input`, floats. */
export const warmUpShape: readonly number[] = [1, 112, 112, 3];

const channels = 32;
const floatType = 1;
const byteType = 2;

/** A model that takes the way of the shipped ones through the engine: 8-bit weights, convolutions of each kind, matrix. */
export function warmUpModel(): Uint8Array {
  const nodes: number[][] = [];
  const constants: number[][] = [];
  const constant = (name: string, type: number, dims: readonly number[], raw: Uint8Array): string => {
    constants.push([
      ...dims.flatMap((dim) => whole(1, dim)),
      ...whole(2, type),
      ...text(8, name),
      ...bytes(9, [...raw]),
    ]);
    return name;
  };
  const floats = (name: string, dims: readonly number[], values: readonly number[]): string =>
    constant(name, floatType, dims, new Uint8Array(Float32Array.from(values).buffer));
  const add = (op: string, name: string, inputs: readonly string[], attributes: Attributes = {}): string => {
    nodes.push([
      ...inputs.flatMap((input) => text(1, input)),
      ...text(2, name),
      ...text(4, op),
      ...Object.entries(attributes).flatMap(([key, value]) => bytes(5, attribute(key, value))),
    ]);
    return name;
  };
  /** 8-bit weights that the engine unpacks when it opens the model, one scale for each index of the axis. */
  const weights = (name: string, dims: readonly number[], axis: number): string => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const scales = dims[axis];
    return add(
      'DequantizeLinear',
      name,
      [
        constant(`${name}.codes`, byteType, dims, new Uint8Array(size).fill(1)),
        floats(`${name}.scale`, [scales], Array<number>(scales).fill(1 / 256)),
        constant(`${name}.zero`, byteType, [scales], new Uint8Array(scales)),
      ],
      { axis },
    );
  };
  const convolved = (name: string, input: string, shape: readonly number[], stride: number, group: number): string => {
    const pad = shape[2] === 3 ? 1 : 0;
    return add(
      'Conv',
      name,
      [input, weights(`${name}.k`, shape, 0), floats(`${name}.b`, [channels], Array<number>(channels).fill(0))],
      { kernel_shape: [shape[2], shape[3]], strides: [stride, stride], pads: [pad, pad, pad, pad], group },
    );
  };
  const clipped = (input: string): string => add('Clip', `${input}.r`, [input, 'zero', 'six']);
  const spread = [channels, 1, 3, 3];
  const mixed = [channels, channels, 1, 1];

  floats('zero', [], [0]);
  floats('six', [], [6]);
  const turned = add('Transpose', 'turned', ['input'], { perm: [0, 3, 1, 2] });
  const first = clipped(convolved('first', turned, [channels, 3, 3, 3], 2, 1));
  const deep = convolved('mixed', clipped(convolved('deep', first, spread, 1, channels)), mixed, 1, 1);
  const summed = add('Add', 'summed', [deep, convolved('again', clipped(deep), mixed, 1, 1)]);
  const narrowed = clipped(convolved('narrowed', summed, spread, 2, channels));
  const pooled = add('AveragePool', 'pooled', [narrowed], { kernel_shape: [28, 28] });
  const flat = add('Flatten', 'flat', [pooled], { axis: 1 });
  const matrix = weights('matrix', [channels, channels], 1);
  const scores = add('Relu', 'positive', [add('Gemm', 'product', [flat, matrix])]);
  add('Softmax', 'scores', [scores], { axis: 1 });

  const graph = [
    ...nodes.flatMap((node) => bytes(1, node)),
    ...text(2, 'warm-up'),
    ...constants.flatMap((tensor) => bytes(5, tensor)),
    ...bytes(11, valueInfo('input', warmUpShape)),
    ...bytes(12, valueInfo('scores', [1, channels])),
  ];
  // IR version 8, operator set 13: those of the shipped models.
  return Uint8Array.from([...whole(1, 8), ...bytes(7, graph), ...bytes(8, whole(2, 13))]);
}

type Attributes = Readonly<Record<string, number | readonly number[]>>;

function attribute(name: string, value: number | readonly number[]): number[] {
  return typeof value === 'number'
    ? [...text(1, name), ...whole(3, value), ...whole(20, 2)]
    : [...text(1, name), ...value.flatMap((one) => whole(8, one)), ...whole(20, 7)];
}

function valueInfo(name: string, dims: readonly number[]): number[] {
  const shape = dims.flatMap((dim) => bytes(1, whole(1, dim)));
  return [...text(1, name), ...bytes(2, bytes(1, [...whole(1, floatType), ...bytes(2, shape)]))];
}

/** A field of protocol buffers that holds a whole number. */
function whole(field: number, value: number): number[] {
  return [...varint(8 * field), ...varint(value)];
}

/** A field that holds bytes: a message, or a string. */
function bytes(field: number, content: readonly number[]): number[] {
  return [...varint(8 * field + 2), ...varint(content.length), ...content];
}

function text(field: number, value: string): number[] {
  return bytes(field, [...toUtf8(value)]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
