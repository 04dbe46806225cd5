import { createScreener } from '@safeupload/sdk';
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import { expect, it } from 'vitest';
import { fixturePicture } from '../support/fixture-picture.js';
import { answering, wrappedWorker } from '../support/wrapped-worker.js';

// What privacy browsers do, done to the real worker before it starts. No model may even be fetched.
const noModels = answering('.onnx', `Promise.reject(new TypeError('no model may be fetched'))`);

it.each([
  [
    'noise in a few values (Brave)',
    `const read = OffscreenCanvasRenderingContext2D.prototype.getImageData;
OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
  const image = read.apply(this, area);
  for (let i = 0; i < image.data.length; i += 997) image.data[i] ^= 1;
  return image;
};`,
  ],
  [
    'white (Firefox, resistFingerprinting)',
    `const read = OffscreenCanvasRenderingContext2D.prototype.getImageData;
OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
  const image = read.apply(this, area);
  image.data.fill(255);
  return image;
};`,
  ],
  [
    'noise in what is encoded',
    `const encode = OffscreenCanvas.prototype.convertToBlob;
OffscreenCanvas.prototype.convertToBlob = function (options) {
  const context = this.getContext('2d');
  context.fillStyle = '#123456';
  context.fillRect(1, 1, 1, 1);
  return encode.call(this, options);
};`,
  ],
  ['no canvas at all', `OffscreenCanvas.prototype.getContext = () => null;`],
  [
    'a canvas that throws',
    `OffscreenCanvas.prototype.getContext = () => { throw new DOMException('no', 'SecurityError'); };`,
  ],
])('sends the file untouched and claims nothing of its pixels: %s', async (_what, patch) => {
  const screener = createScreener({ assets: '/safe-upload/', worker: wrappedWorker(`${patch}\n${noModels}`) });
  const file = await fixturePicture('pictures/good/orientation-6.jpg');
  const { bytes, evidence, verdict, preparation, source } = await screener.screen(file);
  screener.dispose();
  expect(preparation).toBe('as-is');
  expect(bytes).toEqual(new Uint8Array(await file.arrayBuffer()));
  expect(evidence).toMatchObject({
    sha256: source.sha256,
    frames: { total: 1, screened: 0 },
    fingerprints: [],
    models: [],
    gaps: ['canvas-altered'],
  });
  // No penalty: the reason is said and the picture goes on.
  expect(verdict.action).toBe('allow');
  expect(verdict.reasons).toContain('canvas-altered');
});

// Without that order, most of these are read a few rows at a time.
it.each([
  'plain-hills-333x500.png',
  'camera-12mp.jpg',
  'cmyk.jpg',
  'display-p3.jpg',
  'grey.jpg',
  'tall.jpg',
  'odd-size.jpg',
  'orientation-6.jpg',
])(
  'measures through the canvas where a video frame comes back in another order, silently (WebKitGTK 2.50): %s',
  async (name) => {
    const file = await fixturePicture(`pictures/good/${name}`);
    const policy = { ...defaultDevicePolicy, preparation: 'as-is' } as const;
    const swapping = `const copy = VideoFrame.prototype.copyTo;
VideoFrame.prototype.copyTo = function (data, options) {
  return copy.call(this, data, { ...options, format: 'BGRA' });
};`;
    const evidences = [];
    for (const patch of ['', swapping]) {
      const screener = createScreener({ assets: '/safe-upload/', worker: wrappedWorker(patch) });
      evidences.push((await screener.screen(file, { policy })).evidence);
      screener.dispose();
    }
    expect(evidences[1]?.gaps).toEqual([]);
    expect(evidences[1]).toEqual(evidences[0]);
  },
);
