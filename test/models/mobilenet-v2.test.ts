import { createHash } from 'node:crypto';
import { tensorSidePx } from '@safeupload/sdk/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLayersModel } from '../../models/build/layers-model.mjs';
import { manifestOf as manifestText } from '../../models/build/manifest.mjs';
import { convertMobilenet } from '../../models/build/mobilenet-v2.mjs';
import { harmlessPhotos } from '../support/harmless-photos.mjs';
import { codesKept } from './kept-codes.js';
import { openInTensorflow } from './layers-model-in-tensorflow.js';
import { manifestOf, readModelFile } from './model-files.js';
import { farthestApart, openNative, openWasm, type Run } from './sessions.js';
import { abstractTensors, spread, tensorOf } from './tensors.js';

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
    const kernels = codesKept(source, published);
    expect(kernels).toHaveLength(55); // 35 convolutions, 17 depthwise ones, 3 matrices
    for (const { name, kept, codes } of kernels) expect(kept, name).toEqual(codes);
  });

  it('in float32 agrees with TensorFlow.js within 1e-5', async () => {
    const float = await openNative(convertMobilenet(source, { float: true }));
    expect(await farthest(float, await openInTensorflow('mobilenet-v2', tensorSidePx, 'cpu'))).toBeLessThanOrEqual(
      1e-5,
    );
  });

  it('in its published form agrees with its float32 form within 1e-4', async () => {
    const float = await openNative(convertMobilenet(source, { float: true }));
    expect(await farthest(native, float)).toBeLessThanOrEqual(1e-4);
  });

  it('gives in wasm what it gives natively, within 1e-5', async () => {
    expect(await farthest(native, await openWasm(published))).toBeLessThanOrEqual(1e-5);
  });
});
