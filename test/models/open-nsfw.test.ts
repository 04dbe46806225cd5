import { beforeAll, describe, expect, it } from 'vitest';
import { harmlessPhotos } from '../support/harmless-photos.mjs';
import { readModelFile } from './model-files.js';
import { farthestApart, openNative, openWasm, type Run } from './sessions.js';
import { abstractTensors, tensorOf } from './tensors.js';

interface SourceScores {
  readonly scores: readonly { readonly name: string; readonly sha256: string; readonly nsfw: number }[];
}

describe('open-nsfw', () => {
  const published = readModelFile('open-nsfw', 'model.onnx');
  const written: SourceScores = JSON.parse(new TextDecoder().decode(readModelFile('open-nsfw', 'source-scores.json')));
  let native: Run;

  beforeAll(async () => {
    native = await openNative(published);
  });

  it('agrees with its float source over the whole harmless list: 0.02 at worst, 0.0007 on average', async () => {
    const photos = harmlessPhotos();
    expect(written.scores.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(
      photos.map(({ name, sha256 }) => ({ name, sha256 })),
    );
    const differences: number[] = [];
    for (const [index, { file }] of photos.entries()) {
      const [, nsfw = Number.NaN] = await native(await tensorOf(file));
      differences.push(Math.abs(nsfw - (written.scores[index]?.nsfw ?? Number.NaN)));
    }
    expect(Math.max(...differences)).toBeLessThanOrEqual(0.02);
    expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThanOrEqual(
      0.0007,
    );
  });

  it('gives in wasm what it gives natively, within 1e-5', async () => {
    const wasm = await openWasm(published);
    for (const tensor of abstractTensors(8)) {
      expect(farthestApart(await wasm(tensor), await native(tensor))).toBeLessThanOrEqual(1e-5);
    }
  });
});
