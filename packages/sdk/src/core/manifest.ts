import { borderOf } from './parse.js';

/** What a model is: its labels, what goes in, what comes out, and which bytes it is. Lies beside its ONNX file. */
export interface ModelManifest {
  readonly v: 1;
  readonly id: string;
  readonly title: string;
  readonly labels: readonly string[];
  /** The labels whose probabilities add up to the model's risk. */
  readonly riskLabels: readonly string[];
  readonly input: ModelInput;
  readonly output: {
    readonly name: string;
    readonly shape: readonly [1, number];
    /** What makes probabilities of the file's numbers; absent or `none` where they are probabilities already. */
    readonly activation?: Activation;
  };
  /** Name of the ONNX file, in the folder of the manifest. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly source: {
    readonly registry: string;
    readonly package: string;
    readonly version: string;
    readonly path: string;
    readonly sha256: string;
  };
}

/** The tensor that a model takes, and how it is made of a picture: see `inputOf`. */
export interface ModelInput {
  /** Name of the graph's input. */
  readonly name: string;
  /** Batch, height, width, channels; or batch, channels, height, width. Square, 16 to 1024 pixels a side. */
  readonly shape: readonly [1, number, number, 3] | readonly [1, 3, number, number];
  /** Which of the two the shape is. */
  readonly layout: 'NHWC' | 'NCHW';
  /** Order of the three channels. */
  readonly channels: 'RGB' | 'BGR';
  /** What black and white are before `normalize`. */
  readonly range: readonly [0, 1];
  /** The whole picture squeezed to the input by area averaging. */
  readonly resize: 'area';
  /** Each value becomes `(value − mean) / std`, three numbers each in the order of `channels`. Absent: left as it is. */
  readonly normalize?: { readonly mean: Triple; readonly std: Triple };
}

/** One number a channel. */
export type Triple = readonly [number, number, number];

/** What is computed of a model's output: nothing, probabilities that add up to 1, or one probability a label by itself. */
export const activations = ['none', 'softmax', 'sigmoid'] as const;

/** One of {@link activations}. */
export type Activation = (typeof activations)[number];

/** Shortest side of a model's input: below, a picture is a smear. */
const leastSidePx = 16;

/** Longest side: 12 MB of tensor, half a minute of a phone's time. No published classifier of pictures takes more. */
const mostSidePx = 1024;

const border = borderOf('manifest-invalid', 'model manifest');
const idPattern = /^[a-z0-9][a-z0-9.-]{0,63}$/;

/**
 * The manifest in a parsed JSON value. Throws `manifest-invalid` naming the first wrong field: a model whose input is
 * not what we feed it gives numbers that look like scores and mean nothing.
 */
export function parseManifest(value: unknown): ModelManifest {
  const root = border.object(value, 'manifest', [
    'v',
    'id',
    'title',
    'labels',
    'riskLabels',
    'input',
    'output',
    'file',
    'bytes',
    'sha256',
    'licence',
    'source',
  ]);
  const labels = border.list(root.labels, 'manifest.labels', 100, (label, path) =>
    // As a key of an object it would be no key: the label's score would be lost.
    label === '__proto__' ? border.refuse(path, 'another name', label) : border.text(label, path, 64),
  );
  const output = border.object(root.output, 'manifest.output', ['name', 'shape'], ['activation']);
  const activation =
    output.activation === undefined
      ? undefined
      : border.oneOf(output.activation, 'manifest.output.activation', activations);
  // Probabilities of which one is always there say something only beside another.
  const isExclusive = activation !== 'sigmoid';
  if (labels.length < (isExclusive ? 2 : 1) || new Set(labels).size !== labels.length) {
    border.refuse('manifest.labels', 'at least two different labels, or one with a sigmoid', root.labels);
  }
  const riskLabels = border.list(root.riskLabels, 'manifest.riskLabels', 100, (label, path) =>
    border.oneOf(label, path, labels),
  );
  const mostRisks = isExclusive ? labels.length - 1 : labels.length;
  if (riskLabels.length < 1 || riskLabels.length > mostRisks || new Set(riskLabels).size !== riskLabels.length) {
    border.refuse('manifest.riskLabels', 'at least one of the labels and not all of them', root.riskLabels);
  }
  const outputShape = border.list(output.shape, 'manifest.output.shape', 2, (side, path) =>
    border.integer(side, path, 1, 100),
  );
  if (outputShape.length !== 2 || outputShape[0] !== 1 || outputShape[1] !== labels.length) {
    border.refuse('manifest.output.shape', `[1, ${labels.length}]`, output.shape);
  }
  const source = border.object(root.source, 'manifest.source', ['registry', 'package', 'version', 'path', 'sha256']);
  border.integer(root.v, 'manifest.v', 1, 1);
  return {
    v: 1,
    id: border.matching(root.id, 'manifest.id', idPattern, 'a name of a–z, 0–9, dot and hyphen'),
    title: border.text(root.title, 'manifest.title', 200),
    labels,
    riskLabels,
    input: parseInput(root.input),
    output: {
      name: border.text(output.name, 'manifest.output.name', 200),
      shape: [1, labels.length],
      ...(activation === undefined ? {} : { activation }),
    },
    file: border.matching(root.file, 'manifest.file', /^[a-z0-9][a-z0-9.-]{0,63}\.onnx$/, 'a plain .onnx file name'),
    bytes: border.integer(root.bytes, 'manifest.bytes', 1, 2 ** 31),
    sha256: border.digest(root.sha256, 'manifest.sha256'),
    licence: border.text(root.licence, 'manifest.licence', 64),
    source: {
      registry: border.text(source.registry, 'manifest.source.registry', 64),
      package: border.text(source.package, 'manifest.source.package', 214),
      version: border.text(source.version, 'manifest.source.version', 64),
      path: border.text(source.path, 'manifest.source.path', 500),
      sha256: border.digest(source.sha256, 'manifest.source.sha256'),
    },
  };
}

/** Side of the square that a model takes, in pixels. */
export function inputSideOf({ input }: Pick<ModelManifest, 'input'>): number {
  // Height in either layout.
  return input.layout === 'NHWC' ? input.shape[1] : input.shape[2];
}

function parseInput(value: unknown): ModelInput {
  const path = 'manifest.input';
  const keys = ['name', 'shape', 'layout', 'channels', 'range', 'resize'];
  const input = border.object(value, path, keys, ['normalize']);
  const layout = border.oneOf(input.layout, `${path}.layout`, ['NHWC', 'NCHW']);
  const shape = border.list(input.shape, `${path}.shape`, 4, (side, at) => border.integer(side, at, 1, mostSidePx));
  const [height, width, channels] = layout === 'NHWC' ? [1, 2, 3] : [2, 3, 1];
  const side = shape[height] ?? 0;
  if (shape.length !== 4 || shape[0] !== 1 || shape[channels] !== 3 || side !== shape[width] || side < leastSidePx) {
    const expected = layout === 'NHWC' ? '[1, side, side, 3]' : '[1, 3, side, side]';
    border.refuse(`${path}.shape`, `${expected}, side from ${leastSidePx} to ${mostSidePx}`, input.shape);
  }
  const range = border.list(input.range, `${path}.range`, 2, (end, at) => border.number(end, at, 0, 1));
  if (range[0] !== 0 || range[1] !== 1) border.refuse(`${path}.range`, '[0, 1]', input.range);
  return {
    name: border.text(input.name, `${path}.name`, 200),
    shape: layout === 'NHWC' ? [1, side, side, 3] : [1, 3, side, side],
    layout,
    channels: border.oneOf(input.channels, `${path}.channels`, ['RGB', 'BGR']),
    range: [0, 1],
    resize: border.oneOf(input.resize, `${path}.resize`, ['area']),
    ...(input.normalize === undefined ? {} : { normalize: parseNormalize(input.normalize, `${path}.normalize`) }),
  };
}

function parseNormalize(value: unknown, path: string): NonNullable<ModelInput['normalize']> {
  const normalize = border.object(value, path, ['mean', 'std']);
  return {
    mean: parseTriple(normalize.mean, `${path}.mean`, -10, 10),
    // As small as 1 / 255, for models that take 0 to 255; zero would make every value infinite.
    std: parseTriple(normalize.std, `${path}.std`, 0.001, 10),
  };
}

function parseTriple(value: unknown, path: string, least: number, most: number): Triple {
  const [first, second, third, ...more] = border.list(value, path, 3, (item, at) =>
    border.number(item, at, least, most),
  );
  if (first === undefined || second === undefined || third === undefined || more.length > 0) {
    return border.refuse(path, 'three numbers, one a channel', value);
  }
  return [first, second, third];
}
