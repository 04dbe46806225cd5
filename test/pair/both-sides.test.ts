// What Chromium measures of the very bytes that are sent, beside what the server measures of them.
import {
  type DevicePolicy,
  defaultDevicePolicy,
  digestOf,
  distanceBetween,
  mostFingerprints,
  readHeader,
  wireLimits,
} from '@safeupload/sdk/core';
import { createMeasurer } from '@safeupload/server/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictures } from '../support/pictures.mjs';
import { openScreenerPage } from '../support/screener-page.mjs';

/** Every picture gets the second opinion, so that both models are compared on all of them. */
const policies: DevicePolicy[] = (['plain', 'as-is'] as const).map((preparation) => ({
  ...defaultDevicePolicy,
  preparation,
  secondOpinionAt: 0,
  secondOpinionTimeoutMs: 60_000,
}));

const mostScoreDifference = 0.002;
const mostFingerprintBits = 2;

let page: Awaited<ReturnType<typeof openScreenerPage>>;
let measurer: Awaited<ReturnType<typeof createMeasurer>>;
beforeAll(async () => {
  page = await openScreenerPage();
  measurer = await createMeasurer({ processes: 1 });
});
afterAll(async () => {
  await page?.close();
  await measurer?.dispose();
});

const good = (await pictures()).filter(({ kind, width, height }) => kind === 'good' && width * height <= 13_000_000);

describe('the pictures', () => {
  it('are at least 40 of all four formats, 8 of them with hidden colours under transparency', () => {
    expect(good.length).toBeGreaterThanOrEqual(40);
    expect(new Set(good.map(({ format }) => format))).toEqual(new Set(['jpeg', 'png', 'webp', 'gif']));
    expect(good.filter(({ note }) => /hidden/i.test(note)).length).toBeGreaterThanOrEqual(8);
  });
});

describe.each(policies)('sent $preparation', (policy) => {
  const differences: number[] = [];

  it.each(good.map((picture) => [picture.note, picture] as const))('%s', async (_, { file }) => {
    const device = await page.screen(file, policy);
    const header = readHeader(device.bytes, wireLimits);
    const server = (await measurer.measure(device.bytes, header, { derivatives: [], limits: wireLimits })).evidence;

    expect(device.evidence.sha256).toBe(await digestOf(device.bytes));
    expect(server.sha256).toBe(device.evidence.sha256);
    expect(server.header).toEqual(device.evidence.header);
    expect(server.frames).toEqual(device.evidence.frames);
    expect(device.evidence.models.length).toBeGreaterThanOrEqual(1);
    for (const model of device.evidence.models) {
      const other = server.models.find(({ id }) => id === model.id);
      expect(other?.sha256).toBe(model.sha256);
      for (const [label, score] of Object.entries(model.scores)) {
        const difference = Math.abs(score - (other?.scores[label] ?? Number.NaN));
        // The device asks the second model about the frames that worried the first most, the server about all: of a long
        // animation the server's worst may only be worse.
        if (model.id === policy.models.second && device.evidence.frames.screened > mostFingerprints) {
          expect(other?.risk).toBeGreaterThanOrEqual(model.risk - mostScoreDifference);
          continue;
        }
        differences.push(difference);
        expect(difference, `${model.id} ${label}`).toBeLessThanOrEqual(mostScoreDifference);
      }
    }
    // The order of frames follows their risk, so a tie may turn it: every fingerprint must have its like.
    // Where a colour profile changes the picture, the server has the fingerprint of the pixels as shown besides.
    expect(server.fingerprints.length).toBeGreaterThanOrEqual(device.evidence.fingerprints.length);
    if (device.evidence.frames.screened > mostFingerprints) return; // each side keeps the frames that worried it most
    for (const { hash, quality } of device.evidence.fingerprints) {
      if (quality === 0) continue; // A flat picture's hash is float noise on either side.
      const nearest = Math.min(...server.fingerprints.map((other) => distanceBetween(hash, other.hash)));
      expect(nearest).toBeLessThanOrEqual(mostFingerprintBits);
    }
  });

  it('differ little on average as well', () => {
    expect(differences.length).toBeGreaterThanOrEqual(40 * 5);
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
    console.log(`scores, ${policy.preparation}: worst ${Math.max(...differences)}, mean ${mean.toExponential(2)}`);
    expect(mean).toBeLessThanOrEqual(mostScoreDifference / 10);
  });
});
