import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModelManifest, parseManifest } from '@safeupload/sdk/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../models/build/digest.mjs';
import { convertInception, inceptionSidePx } from '../../models/build/inception-v3.mjs';
import { readLayersModel } from '../../models/build/layers-model.mjs';
import { harmlessPhotos } from '../support/harmless-photos.mjs';
import { codesKept } from './kept-codes.js';
import { openInTensorflow } from './layers-model-in-tensorflow.js';
import { farthestApart, openNative, type Run } from './sessions.js';
import { abstractTensors, spread, tensorOf } from './tensors.js';

/** So many abstract tensors and so many photographs. */
const pictureCount = 4;

const buildTimeoutMs = 120_000;
const measuringTimeoutMs = 600_000;

/** How many pictures of the harmless list have a risk above each threshold: the table of the card. */
const thresholds = [0.2, 0.3, 0.5, 0.7, 0.8, 0.9];
const alarms = {
  photographs: [3, 0, 0, 0, 0, 0],
  'smaller copies': [1, 1, 0, 0, 0, 0],
  generated: [7, 4, 1, 1, 0, 0],
};

describe('inception-v3, built for a server that wants it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'safeupload-inception-'));
  const source = readLayersModel('inception-v3');
  let published: Uint8Array;
  let manifest: ModelManifest;
  let native: Run;
  const tensors: Float32Array[] = abstractTensors(pictureCount, inceptionSidePx);

  beforeAll(async () => {
    const build = fileURLToPath(new URL('../../models/build/build.mjs', import.meta.url));
    execFileSync(process.execPath, [build, '--only', 'inception-v3', '--out', directory], { timeout: buildTimeoutMs });
    published = new Uint8Array(readFileSync(join(directory, 'inception-v3', 'model.onnx')));
    manifest = parseManifest(JSON.parse(readFileSync(join(directory, 'inception-v3', 'manifest.json'), 'utf8')));
    native = await openNative(published, inceptionSidePx);
    for (const { file } of spread(harmlessPhotos(), pictureCount)) tensors.push(await tensorOf(file, inceptionSidePx));
  }, buildTimeoutMs);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function farthest(one: Run, other: Run): Promise<number> {
    let worst = 0;
    for (const tensor of tensors) worst = Math.max(worst, farthestApart(await one(tensor), await other(tensor)));
    return worst;
  }

  it('is the file its manifest names, with a card and a licence beside it in the repository', () => {
    expect(manifest).toMatchObject({ id: 'inception-v3', bytes: published.length, sha256: sha256(published) });
    expect(manifest.input.shape).toEqual([1, inceptionSidePx, inceptionSidePx, 3]);
    expect(manifest.riskLabels).toEqual(['Hentai', 'Porn']);
    const text = (name: string): string =>
      readFileSync(new URL(`../../models/inception-v3/${name}`, import.meta.url), 'utf8');
    expect(readFileSync(join(directory, 'inception-v3', 'manifest.json'), 'utf8')).toBe(text('manifest.json'));
    expect(text('LICENSE')).toContain('Copyright');
    expect(text('CARD.md')).toContain(manifest.sha256);
    expect(text('CARD.md')).toContain('child abuse');
  });

  it('keeps the 8-bit codes of its source', () => {
    const kernels = codesKept(source, published);
    expect(kernels).toHaveLength(97); // 94 convolutions, 3 matrices
    for (const { name, kept, codes } of kernels) expect(kept, name).toEqual(codes);
  });

  it('in float32 agrees with TensorFlow.js within 1e-4', { timeout: measuringTimeoutMs }, async () => {
    const float = await openNative(convertInception(source, { float: true }), inceptionSidePx);
    const reference = await openInTensorflow('inception-v3', inceptionSidePx, 'wasm');
    expect(await farthest(float, reference)).toBeLessThanOrEqual(1e-4);
  });

  it('in its published form agrees with TensorFlow.js within 1e-4', { timeout: measuringTimeoutMs }, async () => {
    const reference = await openInTensorflow('inception-v3', inceptionSidePx, 'wasm');
    expect(await farthest(native, reference)).toBeLessThanOrEqual(1e-4);
  });

  it.each(Object.entries(alarms))(
    'raises the false alarms that its card says: %s',
    async (group, expected) => {
      const pictures = harmlessPhotos().filter(
        ({ kind, isSmallerCopy }) =>
          (kind === 'generated' ? kind : isSmallerCopy ? 'smaller copies' : 'photographs') === group,
      );
      const [hentai, porn] = manifest.riskLabels.map((label) => manifest.labels.indexOf(label));
      const risks: number[] = [];
      for (const { file } of pictures) {
        const scores = await native(await tensorOf(file, inceptionSidePx));
        risks.push((scores[hentai ?? -1] ?? Number.NaN) + (scores[porn ?? -1] ?? Number.NaN));
      }
      const above = thresholds.map((threshold) => risks.filter((risk) => risk > threshold).length);
      expect(above).toEqual(expected);
    },
    measuringTimeoutMs,
  );
});
