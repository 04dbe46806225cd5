/** A photo's pixels never lie in memory as a whole beside the decoder's: 500 photos of 12 MP took 1,060 MB for it. */
import { createScreener } from '@safeupload/sdk';
import { type ArrivingRows, defaultDevicePolicy, digestOf, readHeader, wireLimits } from '@safeupload/sdk/core';
import { expect, it } from 'vitest';
import { withCanvasRows } from '../../packages/sdk/src/worker/canvas-rows.js';
import { pixelsOfCanvas, videoShows } from '../../packages/sdk/src/worker/pixels-of.js';
import { withVideoRows } from '../../packages/sdk/src/worker/video-rows.js';
import { fixturePicture } from '../support/fixture-picture.js';
import { wrappedWorker } from '../support/wrapped-worker.js';

/** More than the canary's pixels and 128 rows of 4,000, less than a photo's. */
const mostBytes = 4_000_000;

const forbidding = `
const tooMuch = () => { throw new RangeError('Out of memory: read as a whole'); };
const copy = VideoFrame.prototype.copyTo;
VideoFrame.prototype.copyTo = function (into, options) {
  return into.byteLength > ${mostBytes} ? Promise.reject(new RangeError('Out of memory: read as a whole')) : copy.call(this, into, options);
};
const read = OffscreenCanvasRenderingContext2D.prototype.getImageData;
OffscreenCanvasRenderingContext2D.prototype.getImageData = function (x, y, width, height, ...more) {
  return 4 * width * height > ${mostBytes} ? tooMuch() : read.call(this, x, y, width, height, ...more);
};`;

it.each(['as-is', 'plain'] as const)('a photo of 12 MP is measured a few rows at a time: %s', async (preparation) => {
  const file = await fixturePicture('pictures/good/camera-12mp.jpg');
  const policy = { ...defaultDevicePolicy, preparation };
  const measured = [];
  for (const before of ['', forbidding]) {
    const screener = createScreener({ assets: '/safe-upload/', worker: wrappedWorker(before) });
    measured.push((await screener.screen(file, { policy })).evidence);
    screener.dispose();
  }
  expect(measured[0]?.frames).toEqual({ total: 1, screened: 1 });
  expect(measured[0]?.gaps).toEqual([]);
  expect(measured[1]).toEqual(measured[0]);
});

it('and a picture with transparency, which only the canvas has right, is asked for as a whole', async () => {
  const file = await fixturePicture('pictures/good/camera-12mp.jpg');
  const canvas = new OffscreenCanvas(1200, 1000);
  const bitmap = await createImageBitmap(file, { resizeWidth: 1200, resizeHeight: 1000 });
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  canvas.getContext('2d')?.clearRect(0, 0, 300, 300);
  bitmap.close();
  const transparent = new File([await canvas.convertToBlob()], 'transparent.png', { type: 'image/png' });
  const policy = { ...defaultDevicePolicy, preparation: 'as-is' } as const;
  const screener = createScreener({ assets: '/safe-upload/', worker: wrappedWorker(forbidding) });
  await expect(screener.screen(transparent, { policy })).rejects.toMatchObject({ code: 'out-of-memory' });
  screener.dispose();
});

/** The digest of all pixels, asked for in lots of `count` rows. */
const together =
  (count: number) =>
  async ({ width, height, read }: ArrivingRows) => {
    const pixels = new Uint8Array(4 * width * height);
    for (let y = 0; y < height; y += count) pixels.set(await read(y, Math.min(count, height - y)), 4 * width * y);
    return digestOf(pixels);
  };

it.each([
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `orientation-${orientation}.jpg`),
  'plain-hills-333x500.png',
  'cmyk.jpg',
  'grey.jpg',
  'tall.jpg',
  'odd-size.jpg',
])('rows are those of the whole picture: %s', async (name) => {
  const file = await fixturePicture(`pictures/good/${name}`);
  const header = readHeader(new Uint8Array(await file.arrayBuffer()), wireLimits);
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const whole = await digestOf(new Uint8Array(pixelsOfCanvas(bitmap).data));
  for (const count of [1, 7, 128]) {
    expect(await withCanvasRows(bitmap, together(count))).toBe(whole);
    if (videoShows(header)) expect(await withVideoRows(bitmap, together(count))).toBe(whole);
  }
  bitmap.close();
});
