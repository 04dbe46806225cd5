import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { describe, expect, it } from 'vitest';
import { decodeReduced, eighthsFor } from '../../packages/sdk/src/worker/decode-reduced.js';
import { jobOf } from '../../packages/sdk/src/worker/job.js';
import { fixturePicture } from '../support/fixture-picture.js';
import { rejectionOf } from '../support/rejection-of.js';

const job = jobOf(new AbortController().signal, () => undefined);

async function reduced(path: string, wantedPx: number, change = (_bytes: Uint8Array): void => undefined) {
  const bytes = new Uint8Array(await (await fixturePicture(`pictures/good/${path}`)).arrayBuffer());
  const header = readHeader(bytes, wireLimits);
  change(bytes);
  return { header, made: await decodeReduced(bytes, header, wantedPx, job, 10_000) };
}

/** What a canvas shows of a picture in 16 × 16 px. */
function shown(picture: CanvasImageSource): Uint8ClampedArray {
  const context = new OffscreenCanvas(16, 16).getContext('2d');
  if (context === null) throw new Error('no canvas context');
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, 16, 16);
  return context.getImageData(0, 0, 16, 16).data;
}

/** The mean of red, green and blue of a picture in its own size. */
function averageOf(picture: CanvasImageSource, width: number, height: number): number[] {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('no canvas context');
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return [0, 1, 2].map(
    (channel) => data.reduce((sum, value, i) => (i % 4 === channel ? sum + value : sum), 0) / (width * height),
  );
}

function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}

describe('how much of a JPEG is decoded', () => {
  it.each([
    [4000, 2048, 4],
    [4032, 2048, 4],
    [8064, 2048, 2],
    [3264, 2048, 5],
    // Nothing is near enough below, and more than half is no gain.
    [3000, 2048, 8],
    [2049, 2048, 8],
    [1000, 2048, 8],
    // Larger than wanted, and made smaller then.
    [12_000, 2048, 2],
    [6000, 2048, 3],
    [30_000, 64, 1],
  ])('%i px for %i px: %i eighths', (longest, wanted, part) => {
    expect(eighthsFor(longest, wanted)).toBe(part);
  });
});

describe('a JPEG decoded at a fraction', () => {
  it('is upright and shows the same', async () => {
    const { header, made } = await reduced('camera-12mp.jpg', 2048);
    expect(header).toMatchObject({ width: 3000, height: 4000, orientation: 6 });
    const whole = await createImageBitmap(await fixturePicture('pictures/good/camera-12mp.jpg'));
    if (made === null) throw new Error('Chromium decodes fractions.');
    expect(made).toMatchObject({ bitmap: { width: 1500, height: 2000 }, isDrawn: false });
    expect(meanDifference(shown(made.bitmap), shown(whole))).toBeLessThan(4);
    made.bitmap.close();
    whole.close();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of orientation %i too', async (orientation) => {
    const path = `orientation-${orientation}.jpg`;
    const longest = Math.max((await reduced(path, 64)).header.width, (await reduced(path, 64)).header.height);
    const { header, made } = await reduced(path, Math.ceil(longest / 2));
    const whole = await createImageBitmap(await fixturePicture(`pictures/good/${path}`));
    if (made === null) throw new Error('Chromium decodes fractions.');
    expect(made).toMatchObject({
      bitmap: { width: Math.ceil(header.width / 2), height: Math.ceil(header.height / 2) },
      isDrawn: orientation === 1,
    });
    expect(meanDifference(shown(made.bitmap), shown(whole))).toBeLessThan(6);
    made.bitmap.close();
    whole.close();
  });

  it('has its colours converted to sRGB, as the whole picture has: photos of phones are of a wide gamut', async () => {
    const { made } = await reduced('display-p3.jpg', 320);
    const file = await fixturePicture('pictures/good/display-p3.jpg');
    const whole = await createImageBitmap(file);
    const stored = await createImageBitmap(file, { colorSpaceConversion: 'none' });
    if (made === null) throw new Error('Chromium decodes fractions.');
    // Nobody may encode these pixels as they lie: only drawing converts them.
    expect(made.isDrawn).toBe(false);
    // Rings: shrunk otherwise, single pixels differ by more than the gamut; their averages do not.
    expect(meanDifference(averageOf(made.bitmap, 320, 240), averageOf(whole, 640, 480))).toBeLessThan(1);
    expect(meanDifference(averageOf(stored, 640, 480), averageOf(whole, 640, 480))).toBeGreaterThan(3);
    for (const picture of [made.bitmap, whole, stored]) picture.close();
  });

  it('is left to the other way where it is damaged or no JPEG', async () => {
    expect((await reduced('camera-12mp.jpg', 2048, (bytes) => bytes.fill(0, 2, 400))).made).toBeNull();
    expect((await reduced('plain-hills-333x500.png', 100)).made).toBeNull();
  });

  it('can be stopped', async () => {
    const bytes = new Uint8Array(await (await fixturePicture('pictures/good/camera-12mp.jpg')).arrayBuffer());
    const stopped = jobOf(AbortSignal.abort(), () => undefined);
    const rejection = rejectionOf(decodeReduced(bytes, readHeader(bytes, wireLimits), 2048, stopped, 10_000));
    expect((await rejection).code).toBe('aborted');
  });
});
