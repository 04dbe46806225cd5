import { borderOf } from './parse.js';

/** What a model is: its labels, what goes in, what comes out, and which bytes it is. Lies beside its ONNX file. */
export interface ModelManifest {
  readonly v: 1;
  readonly id: string;
  readonly title: string;
  readonly labels: readonly string[];
  /** The labels whose probabilities add up to the model's risk. */
  readonly riskLabels: readonly string[];
  readonly input: {
    readonly name: string;
    /** Batch, height, width, channels. */
    readonly shape: readonly [1, number, number, 3];
    readonly layout: 'NHWC';
    readonly channels: 'RGB';
    readonly range: readonly [0, 1];
    /** The whole picture squeezed to the input by area averaging. */
    readonly resize: 'area';
  };
  readonly output: { readonly name: string; readonly shape: readonly [1, number] };
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
  const labels = border.list(root.labels, 'manifest.labels', 100, (label, path) => border.text(label, path, 64));
  if (labels.length < 2 || new Set(labels).size !== labels.length) {
    border.refuse('manifest.labels', 'at least two different labels', root.labels);
  }
  const riskLabels = border.list(root.riskLabels, 'manifest.riskLabels', 100, (label, path) =>
    border.oneOf(label, path, labels),
  );
  if (riskLabels.length < 1 || riskLabels.length >= labels.length || new Set(riskLabels).size !== riskLabels.length) {
    border.refuse('manifest.riskLabels', 'at least one of the labels and not all of them', root.riskLabels);
  }
  const output = border.object(root.output, 'manifest.output', ['name', 'shape']);
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
    output: { name: border.text(output.name, 'manifest.output.name', 200), shape: [1, labels.length] },
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

function parseInput(value: unknown): ModelManifest['input'] {
  const input = border.object(value, 'manifest.input', ['name', 'shape', 'layout', 'channels', 'range', 'resize']);
  const shape = border.list(input.shape, 'manifest.input.shape', 4, (side, path) =>
    border.integer(side, path, 1, 2048),
  );
  if (shape.length !== 4 || shape[0] !== 1 || shape[3] !== 3 || shape[1] !== shape[2]) {
    border.refuse('manifest.input.shape', '[1, side, side, 3]', input.shape);
  }
  const range = border.list(input.range, 'manifest.input.range', 2, (end, path) => border.number(end, path, 0, 1));
  if (range[0] !== 0 || range[1] !== 1) border.refuse('manifest.input.range', '[0, 1]', input.range);
  const side = shape[1];
  return {
    name: border.text(input.name, 'manifest.input.name', 200),
    shape: [1, side, side, 3],
    layout: border.oneOf(input.layout, 'manifest.input.layout', ['NHWC']),
    channels: border.oneOf(input.channels, 'manifest.input.channels', ['RGB']),
    range: [0, 1],
    resize: border.oneOf(input.resize, 'manifest.input.resize', ['area']),
  };
}
