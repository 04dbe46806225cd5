import { decideOnDevice, defaultDevicePolicy, type ModelScores, scoresFromOutput } from '@safeupload/sdk/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { harmlessPhotos } from '../support/harmless-photos.mjs';
import { manifestOf, modelIds, readModelFile } from './model-files.js';
import { openNative } from './sessions.js';
import { tensorOf } from './tensors.js';

/** How many pictures of each group have a risk above each threshold: the tables of the cards. */
const thresholds = [0.2, 0.3, 0.5, 0.7, 0.8, 0.9];
const alarms = {
  photographs: {
    pictures: 140,
    'mobilenet-v2': [2, 1, 0, 0, 0, 0],
    'open-nsfw': [0, 0, 0, 0, 0, 0],
    both: [0, 0, 0, 0, 0, 0],
  },
  'smaller copies': {
    pictures: 56,
    'mobilenet-v2': [2, 1, 1, 1, 0, 0],
    'open-nsfw': [0, 0, 0, 0, 0, 0],
    both: [0, 0, 0, 0, 0, 0],
  },
  generated: {
    pictures: 21,
    'mobilenet-v2': [3, 3, 1, 1, 1, 1],
    'open-nsfw': [0, 0, 0, 0, 0, 0],
    both: [0, 0, 0, 0, 0, 0],
  },
};

interface Judged {
  readonly name: string;
  readonly group: keyof typeof alarms;
  readonly models: readonly ModelScores[];
}

/** 217 pictures take 15 s on two idle cores. */
const measuringTimeoutMs = 300_000;

describe('the harmless list', () => {
  const judged: Judged[] = [];

  beforeAll(async () => {
    const models = await Promise.all(
      modelIds.map(async (id) => ({
        manifest: manifestOf(id),
        run: await openNative(readModelFile(id, 'model.onnx')),
      })),
    );
    for (const { name, kind, isSmallerCopy, file } of harmlessPhotos()) {
      const tensor = await tensorOf(file);
      const scores: ModelScores[] = [];
      for (const { manifest, run } of models) scores.push(scoresFromOutput(await run(tensor), manifest));
      const group = kind === 'generated' ? kind : isSmallerCopy ? 'smaller copies' : 'photographs';
      judged.push({ name, group, models: scores });
    }
  }, measuringTimeoutMs);

  it('has no picture that the device would block', () => {
    const blocked = judged.filter(({ models }) => {
      const evidence = { models, frames: { total: 1, screened: 1 }, gaps: [] };
      return decideOnDevice(evidence, defaultDevicePolicy).action === 'block';
    });
    expect(judged.filter(({ group }) => group === 'photographs').length).toBeGreaterThanOrEqual(120);
    expect(blocked.map(({ name }) => name)).toEqual([]);
  });

  it.each(Object.entries(alarms))('raises the false alarms that the cards say: %s', (group, expected) => {
    const risks = judged
      .filter((picture) => picture.group === group)
      .map(({ models }) => models.map(({ risk }) => risk));
    const above = (riskOf: (risks: readonly number[]) => number | undefined): number[] =>
      thresholds.map((threshold) => risks.filter((pair) => (riskOf(pair) ?? Number.NaN) > threshold).length);
    expect({
      pictures: risks.length,
      'mobilenet-v2': above((pair) => pair[0]),
      'open-nsfw': above((pair) => pair[1]),
      both: above((pair) => Math.min(...pair)),
    }).toEqual(expected);
  });
});
