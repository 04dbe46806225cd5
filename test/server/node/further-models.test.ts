import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSafeUploadError, readHeader, type Scores, wireLimits } from '@safeupload/sdk/core';
import type { Measured, View } from '@safeupload/server';
import { createMeasurer, type ProcessMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeColourModel } from '../../support/colour-model.mjs';

const limits = { ...wireLimits, decodeMs: 60_000, measureMs: 110_000 };

let directory: string;
let measurer: ProcessMeasurer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-models-'));
  measurer = createMeasurer({
    processes: 1,
    models: [
      await writeColourModel(join(directory, 'plain'), { id: 'plain' }),
      await writeColourModel(join(directory, 'turned'), {
        id: 'turned',
        title: 'Blue first, channel by channel',
        side: 50,
        layout: 'NCHW',
        channels: 'BGR',
        normalize: { mean: [0.5, 0.25, 0], std: [0.5, 0.25, 2] },
        activation: 'sigmoid',
      }),
      await writeColourModel(join(directory, 'dark'), { id: 'dark', failsOnBright: true }),
    ],
  });
});
afterAll(async () => {
  await measurer.dispose();
  await rm(directory, { recursive: true, force: true });
});

/** The left half of one colour, the right half of another, as PNG. */
async function twoHalves(left: string, right: string): Promise<Uint8Array> {
  const half = (background: string) => sharp({ create: { width: 60, height: 80, channels: 3, background } });
  const [a, b] = [await half(left).png().toBuffer(), await half(right).png().toBuffer()];
  const both = sharp({ create: { width: 120, height: 80, channels: 3, background: left } });
  const file = both
    .composite([
      { input: a, left: 0, top: 0 },
      { input: b, left: 60, top: 0 },
    ])
    .removeAlpha()
    .png();
  return new Uint8Array(await file.toBuffer());
}

function measure(bytes: Uint8Array, views: readonly View[] = []): Promise<Measured> {
  return measurer.measure(bytes, readHeader(bytes, limits), { derivatives: [], limits, views });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (thrown: unknown) => (isSafeUploadError(thrown) ? thrown.code : String(thrown)),
  );
}

/** What opening these models comes to. */
async function openingOf(...models: URL[]): Promise<string> {
  const pool = createMeasurer({ processes: 1, models });
  try {
    return await codeOf(pool.ready());
  } finally {
    await pool.dispose();
  }
}

const red = [0.2, 0, 0];

/** The three scores of a colour model; the runtime's float32 sums are off by some 1e-6. */
function near(scores: Scores | undefined, expected: readonly number[]): void {
  expect(Object.keys(scores ?? {})).toEqual(['first', 'second', 'third']);
  for (const [index, value] of Object.values(scores ?? {}).entries())
    expect(value).toBeCloseTo(expected[index] ?? -1, 4);
}

describe('further models', () => {
  it('look at every picture beside the shipped ones, each in the form it takes', async () => {
    const { evidence, models } = await measure(await twoHalves('#330000', '#330000'));
    expect(models.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw', 'plain', 'turned', 'dark']);
    expect(evidence.models.map(({ id }) => id)).toEqual(models.map(({ id }) => id));
    expect(models[3]).toMatchObject({ title: 'Blue first, channel by channel', riskLabels: ['first'] });
    near(evidence.models[2]?.scores, red);
    const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
    near(
      evidence.models[3]?.scores,
      [(0 - 0.5) / 0.5, (0 - 0.25) / 0.25, 0.2 / 2].map((value) => sigmoid(value)),
    );
  });

  it('of which one fails on a picture fail the measuring, and the next picture is measured', async () => {
    expect(await codeOf(measure(await twoHalves('#ffffff', '#ffffff')))).toBe('model-failed');
    expect((await measure(await twoHalves('#330000', '#330000'))).evidence.models).toHaveLength(5);
  });

  it('that are missing, altered, no model or twice there keep the measurer from starting', async () => {
    const missing = new URL('nowhere/', `file://${directory}/`);
    expect(await openingOf(missing)).toBe('assets-missing');
    const altered = await writeColourModel(join(directory, 'altered'), { id: 'altered' });
    await writeFile(new URL('model.onnx', altered), 'another file');
    expect(await openingOf(altered)).toBe('asset-digest-mismatch');
    const wordless = await writeColourModel(join(directory, 'wordless'), { id: 'wordless' });
    await writeFile(new URL('manifest.json', wordless), '{ "v": 1');
    expect(await openingOf(wordless)).toBe('manifest-invalid');
    const one = await writeColourModel(join(directory, 'one'), { id: 'same' });
    const two = await writeColourModel(join(directory, 'two'), { id: 'same' });
    expect(await openingOf(one, two)).toBe('manifest-invalid');
    expect(await openingOf(await writeColourModel(join(directory, 'three'), { id: 'open-nsfw' }))).toBe(
      'manifest-invalid',
    );
  });

  it('are named by folders', () => {
    for (const href of ['file:///models/mine', 'https://models.example/mine/']) {
      expect(() => createMeasurer({ models: [new URL(href)] })).toThrow(
        expect.objectContaining({ code: 'options-invalid' }),
      );
    }
  });
});

describe('views', () => {
  const left: View = { left: 0, top: 0, width: 0.5, height: 1, mirrored: false };
  const right: View = { ...left, left: 0.5, mirrored: true };

  it('are seen by every model, and leave the evidence alone', async () => {
    const bytes = await twoHalves('#330000', '#003300');
    const { evidence, views } = await measure(bytes, [left, right]);
    expect(evidence).toEqual((await measure(bytes)).evidence);
    expect(views.map((scores) => scores.map(({ id }) => id))).toEqual(
      [left, right].map(() => evidence.models.map(({ id }) => id)),
    );
    near(evidence.models[2]?.scores, [0.1, 0.1, 0]);
    near(views[0]?.[2]?.scores, red);
    near(views[1]?.[2]?.scores, [0, 0.2, 0]);
  });

  it('of an animation are the worst of its worst frames, one view after the other', async () => {
    const frames = await Promise.all(['#660000', '#110000', '#220000'].map((colour) => twoHalves(colour, '#001100')));
    const animation = sharp(
      frames.map((frame) => Buffer.from(frame)),
      { join: { animated: true } },
    );
    const { evidence, views } = await measure(new Uint8Array(await animation.gif().toBuffer()), [left, right]);
    expect(evidence.frames).toEqual({ total: 3, screened: 3 });
    near(evidence.models[2]?.scores, [0.2, 1 / 30, 0]);
    // The second frame is the darkest and the worst as a whole, by the model `dark`; the first one's red is seen all the same.
    near(views[0]?.[2]?.scores, [0.4, 0, 0]);
    near(views[1]?.[2]?.scores, [0, 1 / 15, 0]);
  });
});
