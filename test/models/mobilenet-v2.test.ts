import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLayersModel } from '../../models/build/layers-model.mjs';
import { manifestOf as manifestText } from '../../models/build/manifest.mjs';
import { convertMobilenet } from '../../models/build/mobilenet-v2.mjs';
import { decodeModel } from '../../models/build/onnx/codec.mjs';
import { harmlessPhotos } from '../support/harmless-photos.mjs';
import { openInTensorflow } from './layers-model-in-tensorflow.js';
import { manifestOf, readModelFile } from './model-files.js';
import { farthestApart, openNative, openWasm, type Run } from './sessions.js';
import { abstractTensors, tensorOf } from './tensors.js';

/** So many abstract tensors and so many photographs: TensorFlow.js in plain JavaScript takes seconds for each on a busy machine. */
const pictureCount = 6;

describe('mobilenet-v2', () => {
  const source = readLayersModel();
  const published = readModelFile('mobilenet-v2', 'model.onnx');
  const tensors: Float32Array[] = abstractTensors(pictureCount);
  let native: Run;

  beforeAll(async () => {
    for (const { file } of spread(harmlessPhotos(), pictureCount)) tensors.push(await tensorOf(file));
    native = await openNative(published);
  });

  async function farthest(one: Run, other: Run): Promise<number> {
    let worst = 0;
    for (const tensor of tensors) worst = Math.max(worst, farthestApart(await one(tensor), await other(tensor)));
    return worst;
  }

  it('is built again, byte for byte, from the pinned package', () => {
    const rebuilt = convertMobilenet(source);
    expect(createHash('sha256').update(rebuilt).digest('hex')).toBe(manifestOf('mobilenet-v2').sha256);
    const manifest = new TextDecoder().decode(readModelFile('mobilenet-v2', 'manifest.json'));
    expect(manifestText('mobilenet-v2', rebuilt)).toBe(manifest);
  });

  it('keeps the 8-bit codes of its source', () => {
    const { graph } = decodeModel(published);
    const kernels = [...source.weights].filter(([name]) => name.endsWith('kernel'));
    expect(kernels).toHaveLength(55); // 35 convolutions, 17 depthwise ones, 3 matrices
    for (const [name, { codes }] of kernels) {
      const kept = graph.initializer.find(
        (tensor) => tensor.name === `${name.replace('depthwise_kernel', 'kernel')}/codes`,
      );
      // The order differs (ONNX wants output channels first), the codes do not.
      expect(histogram(kept?.rawData ?? []), name).toEqual(histogram(codes));
    }
  });

  it('in float32 agrees with TensorFlow.js within 1e-5', async () => {
    const float = await openNative(convertMobilenet(source, { float: true }));
    expect(await farthest(float, await openInTensorflow())).toBeLessThanOrEqual(1e-5);
  });

  it('in its published form agrees with its float32 form within 1e-4', async () => {
    const float = await openNative(convertMobilenet(source, { float: true }));
    expect(await farthest(native, float)).toBeLessThanOrEqual(1e-4);
  });

  it('gives in wasm what it gives natively, within 1e-5', async () => {
    expect(await farthest(native, await openWasm(published))).toBeLessThanOrEqual(1e-5);
  });
});

/** How often each of the 256 codes occurs. */
function histogram(codes: Iterable<number>): Uint32Array {
  const counts = new Uint32Array(256);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** `count` items from all over the list. */
function spread<T>(list: readonly T[], count: number): T[] {
  return list.filter(
    (_, index) => Math.floor((index * count) / list.length) !== Math.floor(((index - 1) * count) / list.length),
  );
}
