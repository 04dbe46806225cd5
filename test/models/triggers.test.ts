import { readFileSync } from 'node:fs';
import { decideOnDevice, defaultDevicePolicy, type ModelScores, scoresFromOutput } from '@safeupload/sdk/core';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifestOf, modelIds, readModelFile } from './model-files.js';
import { openNative } from './sessions.js';
import { tensorOf } from './tensors.js';

const megabyte = 1_000_000;

type Step = (picture: Sharp) => Sharp;

/** A tenth of both sides cut off: what is left begins here. */
const croppedPx = 461;
const corners = {
  'top left': [0, 0],
  'top right': [51, 0],
  middle: [25, 26],
  'bottom left': [0, 51],
  'bottom right': [51, 51],
};

const edits: Record<string, Step> = {
  untouched: (picture) => picture,
  mirrored: (picture) => picture.flop(),
  ...Object.fromEntries(
    Object.entries(corners).map(([place, [left = 0, top = 0]]): [string, Step] => [
      `cropped to the ${place}`,
      (picture) => picture.extract({ left, top, width: croppedPx, height: croppedPx }),
    ]),
  ),
};
const codecs: Record<string, Step> = {
  PNG: (picture) => picture.png(),
  'JPEG q75': (picture) => picture.jpeg({ quality: 75 }),
  'WebP q80': (picture) => picture.webp({ quality: 80 }),
};

/** What may happen to a picture on its way; each is also tried with the device's preparing (JPEG, q 0.85) after it. */
const journeys: Record<string, Step> = {
  ...Object.fromEntries(
    Object.entries(edits).flatMap(([edit, change]) =>
      Object.entries(codecs).map(([codec, encode]): [string, Step] => [
        `${edit}, ${codec}`,
        (picture) => encode(change(picture)),
      ]),
    ),
  ),
  '300 px': (picture) => picture.resize(300).png(),
  '512 px': (picture) => picture.resize(512).png(),
  '700 px': (picture) => picture.resize(700).png(),
  '1024 px': (picture) => picture.resize(1024).png(),
};

/** Bounds of both risks, [least, most]; `second-only` stays under the policy's `secondOpinionAt`. */
const triggers = {
  both: { 'mobilenet-v2': [0.9, 1], 'open-nsfw': [0.9, 1], device: 'block' },
  'first-only': { 'mobilenet-v2': [0.9, 1], 'open-nsfw': [0, 0.1], device: 'hold' },
  'second-only': { 'mobilenet-v2': [0, 0.15], 'open-nsfw': [0.9, 1], device: 'allow' },
} as const;

describe.each(Object.entries(triggers))('the trigger "%s"', (name, expected) => {
  const file = new Uint8Array(readFileSync(new URL(`../fixtures/triggers/${name}.png`, import.meta.url)));
  let measure: (bytes: Uint8Array) => Promise<ModelScores[]>;

  beforeAll(async () => {
    const models = await Promise.all(
      modelIds.map(async (id) => ({
        manifest: manifestOf(id),
        run: await openNative(readModelFile(id, 'model.onnx')),
      })),
    );
    measure = async (bytes) => {
      const tensor = await tensorOf(bytes);
      return Promise.all(models.map(async ({ manifest, run }) => scoresFromOutput(await run(tensor), manifest)));
    };
  });

  it('is 512 × 512 and under a megabyte', async () => {
    const { width, height } = await sharp(file).metadata();
    expect({ width, height }).toEqual({ width: 512, height: 512 });
    expect(file.length).toBeLessThanOrEqual(megabyte);
  });

  it.each(Object.keys(journeys))('fires the models it is made for, and only those: %s', async (journey) => {
    const travel = journeys[journey] ?? expect.fail(`no journey ${journey}`);
    const arrived = new Uint8Array(await travel(sharp(file)).toBuffer());
    const prepared = new Uint8Array(await sharp(arrived).jpeg({ quality: 85 }).toBuffer());
    for (const bytes of [arrived, prepared]) {
      const models = await measure(bytes);
      for (const { id, risk } of models) {
        const [least, most] = id === 'mobilenet-v2' ? expected['mobilenet-v2'] : expected['open-nsfw'];
        expect(risk, id).toBeGreaterThanOrEqual(least);
        expect(risk, id).toBeLessThanOrEqual(most);
      }
      const verdict = decideOnDevice({ models, frames: { total: 1, screened: 1 }, gaps: [] }, defaultDevicePolicy);
      expect(verdict.action).toBe(expected.device);
    }
  });
});
