import { decideOnDevice, defaultDevicePolicy, type ModelScores, scoresFromOutput } from '@safeupload/sdk/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { harmlessPhotos } from '../support/harmless-photos.mjs';
import { manifestOf, modelIds, readModelFile } from './model-files.js';
import { openNative } from './sessions.js';
import { tensorOf } from './tensors.js';

interface Judged {
  readonly name: string;
  readonly kind: 'photograph' | 'generated';
  readonly models: readonly ModelScores[];
}

const thresholds = [0.2, 0.3, 0.5, 0.7, 0.8, 0.9];

describe('the harmless list', () => {
  const judged: Judged[] = [];

  beforeAll(async () => {
    const models = await Promise.all(
      modelIds.map(async (id) => ({
        manifest: manifestOf(id),
        run: await openNative(readModelFile(id, 'model.onnx')),
      })),
    );
    for (const { name, kind, file } of harmlessPhotos()) {
      const tensor = await tensorOf(file);
      const scores = await Promise.all(
        models.map(async ({ manifest, run }) => scoresFromOutput(await run(tensor), manifest)),
      );
      judged.push({ name, kind, models: scores });
    }
  });

  it('has no picture that the device would block', () => {
    expect(judged.filter(({ kind }) => kind === 'photograph').length).toBeGreaterThanOrEqual(120);
    const blocked = judged.filter(({ models }) => {
      const evidence = { models, frames: { total: 1, screened: 1 }, gaps: [] };
      return decideOnDevice(evidence, defaultDevicePolicy).action === 'block';
    });
    expect(blocked.map(({ name }) => name)).toEqual([]);
  });

  it('raises no more false alarms than the cards say', () => {
    for (const kind of ['photograph', 'generated'] as const) {
      const risks = judged
        .filter((picture) => picture.kind === kind)
        .map(({ models }) => models.map(({ risk }) => risk));
      const above = (risk: (risks: number[]) => number): number[] =>
        thresholds.map((threshold) => risks.filter((pair) => risk(pair) > threshold).length);
      const table = {
        pictures: risks.length,
        'mobilenet-v2': above(([first = Number.NaN]) => first),
        'open-nsfw': above(([, second = Number.NaN]) => second),
        both: above((pair) => Math.min(...pair)),
      };
      expect(table).toEqual(expectedAlarms[kind]);
    }
  });
});
