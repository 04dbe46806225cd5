// A model of the operator's own, here the vision transformer of docs/bring-your-model.md: on the device and on the server.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type DevicePolicy,
  defaultDevicePolicy,
  inputOf,
  type ModelManifest,
  parseManifest,
  readHeader,
  wireLimits,
} from '@safeupload/sdk/core';
import { createMeasurer, type ProcessMeasurer } from '@safeupload/server/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeVit } from '../../examples/bring-your-model/make-vit.mjs';
import { pictures } from '../support/pictures.mjs';
import { openScreenerPage } from '../support/screener-page.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const assets = 'test/support/.public/own-model';
const own = 'example-vit-384';
const mostDifference = 1e-4;

let directory: string;
let manifest: ModelManifest;
let measurer: ProcessMeasurer;
let page: Awaited<ReturnType<typeof openScreenerPage>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-vit-'));
  await writeVit(directory);
  manifest = parseManifest(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  execFileSync(process.execPath, ['packages/sdk/bin/safeupload-assets.mjs', assets, '--model', directory, '--quiet'], {
    cwd: root,
  });
  measurer = createMeasurer({ processes: 1, models: [pathToFileURL(`${directory}/`)] });
  page = await openScreenerPage();
  await page.page.evaluate((folder) => {
    const sdk = Reflect.get(globalThis, 'sdk');
    Reflect.set(globalThis, 'screener', sdk.createScreener({ assets: folder }));
  }, `/${assets}/`);
});
afterAll(async () => {
  await page?.close();
  await measurer?.dispose();
  await rm(directory, { recursive: true, force: true });
  await rm(join(root, assets), { recursive: true, force: true });
});

const good = (await pictures()).filter(
  ({ kind, width, height, frames }) => kind === 'good' && frames <= 2 && width * height <= 2_000_000,
);

describe.each([
  ['first', { first: own, second: 'mobilenet-v2' }],
  ['second', { first: 'mobilenet-v2', second: own }],
] as const)('as the device’s %s model', (_, models) => {
  const policy: DevicePolicy = {
    ...defaultDevicePolicy,
    preparation: 'as-is',
    models,
    secondOpinionAt: 0,
    secondOpinionTimeoutMs: 60_000,
  };

  it('has the same scores on both sides', async () => {
    const risks: number[] = [];
    for (const { file, name } of good.slice(0, 12)) {
      const device = await page.screen(file, policy);
      const header = readHeader(device.bytes, wireLimits);
      const limits = { ...wireLimits, decodeMs: 60_000, measureMs: 110_000 };
      const server = await measurer.measure(device.bytes, header, { derivatives: [], limits });
      const here = device.evidence.models.find(({ id }) => id === own);
      const there = server.evidence.models.find(({ id }) => id === own);
      expect(here?.sha256, name).toBe(manifest.sha256);
      for (const label of manifest.labels) {
        const difference = Math.abs((here?.scores[label] ?? 2) - (there?.scores[label] ?? -2));
        expect(difference, `${name}, ${label}`).toBeLessThanOrEqual(mostDifference);
      }
      risks.push(here?.risk ?? Number.NaN);
    }
    expect(risks).toHaveLength(12);
    // Random weights, but not the same answer to everything.
    expect(Math.max(...risks) - Math.min(...risks)).toBeGreaterThan(0.2);
  });
});

describe('what a model is fed', () => {
  const plain: ModelManifest['input'] = {
    name: 'input',
    shape: [1, 224, 224, 3],
    layout: 'NHWC',
    channels: 'RGB',
    range: [0, 1],
    resize: 'area',
  };
  const normalize = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
  const forms: [string, ModelManifest['input']][] = [
    ['224², as the shipped models', plain],
    ['384², channels first, normalized', { ...plain, shape: [1, 3, 384, 384], layout: 'NCHW', normalize }],
    ['299², BGR', { ...plain, shape: [1, 299, 299, 3], channels: 'BGR' }],
    ['97², BGR, channels first', { ...plain, shape: [1, 3, 97, 97], layout: 'NCHW', channels: 'BGR', normalize }],
  ];

  it.each(forms)('is the same to the bit in Chromium and in Node: %s', async (_, input) => {
    const [width, height] = [641, 479];
    const noise = Uint8Array.from({ length: 4 * width * height }, (__, i) =>
      i % 4 === 3 ? 255 : (i * i * 31 + i) >> 7,
    );
    const here = inputOf({ input }, { width, height, data: noise });
    const there = await page.page.evaluate(
      async (asked: { input: object; width: number; height: number }) => {
        const { width: w, height: h } = asked;
        const data = Uint8Array.from({ length: 4 * w * h }, (__, i) => (i % 4 === 3 ? 255 : (i * i * 31 + i) >> 7));
        const tensor = Reflect.get(globalThis, 'core').inputOf({ input: asked.input }, { width: w, height: h, data });
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', tensor));
        return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      },
      { input, width, height },
    );
    expect(there).toBe(createHash('sha256').update(here).digest('hex'));
  });
});
