import { createScreener, type Screened } from '@safeupload/sdk';
import {
  compositeOverWhite,
  type DevicePolicy,
  defaultDevicePolicy,
  digestOf,
  distanceBetween,
  fingerprintOf,
  readHeader,
  wireLimits,
} from '@safeupload/sdk/core';
import { afterAll, describe, expect, it } from 'vitest';
import { fixturePicture } from '../support/fixture-picture.js';
import { paintedFile } from '../support/painted-file.js';
import { rejectionOf } from '../support/rejection-of.js';
import { wrappedWorker } from '../support/wrapped-worker.js';

const screener = createScreener({ assets: '/safe-upload/' });
afterAll(() => screener.dispose());

async function screened(path: string, policy: Partial<DevicePolicy> = {}): Promise<Screened> {
  const made = await screener.screen(await fixturePicture(`pictures/good/${path}`), {
    policy: { ...defaultDevicePolicy, ...policy },
  });
  // Whatever was done: what was measured is what is sent.
  expect(made.evidence.sha256).toBe(await digestOf(made.bytes));
  expect(made.evidence.bytes).toBe(made.bytes.length);
  expect(made.evidence.header).toEqual(readHeader(made.bytes, wireLimits));
  return made;
}

/** What the browser shows of a picture, as pixels over white. */
async function shown(picture: Blob): Promise<{ width: number; height: number; hash: string; corner: number[] }> {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('no canvas context');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const { hash } = fingerprintOf(compositeOverWhite({ width, height, data }));
  return { width, height, hash, corner: [...data.slice(0, 4)] };
}

const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

describe('plain', () => {
  it('makes a photo upright, small and free of metadata', async () => {
    const file = await fixturePicture('pictures/good/camera-12mp.jpg');
    const original = text(new Uint8Array(await file.arrayBuffer()));
    expect(original).toContain('SAFEUPLOAD-METADATA-CANARY');
    const { bytes, evidence, source, sourceHeader, preparation } = await screened('camera-12mp.jpg');
    expect(preparation).toBe('plain');
    expect(sourceHeader).toMatchObject({ width: 3000, height: 4000, orientation: 6 });
    expect(evidence.header).toMatchObject({
      format: 'jpeg',
      // Half of each side is near enough to 2048 px, and costs half the time.
      width: 1500,
      height: 2000,
      orientation: 1,
      hasAlpha: false,
    });
    expect(source).toEqual({
      sha256: await digestOf(new Uint8Array(await file.arrayBuffer())),
      bytes: file.size,
      format: 'jpeg',
    });
    expect(bytes.length).toBeLessThan(file.size / 3);
    const sent = text(bytes);
    // Chromium states sRGB in an ICC profile of its own, the same in every file.
    for (const mark of ['SAFEUPLOAD-METADATA-CANARY', 'Exif', 'http://ns.adobe.com']) {
      expect(sent.includes(mark)).toBe(false);
    }
    const [before, after] = [await shown(file), await shown(new Blob([bytes]))];
    expect(distanceBetween(before.hash, after.hash)).toBeLessThanOrEqual(10);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('applies orientation %i', async (orientation) => {
    const { bytes, evidence } = await screened(`orientation-${orientation}.jpg`);
    const original = await shown(await fixturePicture(`pictures/good/orientation-${orientation}.jpg`));
    const sent = await shown(new Blob([bytes]));
    expect([sent.width, sent.height]).toEqual([original.width, original.height]);
    expect(distanceBetween(original.hash, sent.hash)).toBeLessThanOrEqual(10);
    expect(evidence.fingerprints[0]?.hash).toBe(sent.hash);
    expect(evidence.header.orientation).toBe(1);
  });

  it.each([
    ['alpha-disc-red.png', 'webp'],
    ['alpha-fade-green-lossless.webp', 'webp'],
    ['alpha-stripes-black.gif', 'webp'],
    ['palette.png', 'png'],
    ['text.png', 'png'],
    ['plain-cells-800x600.png', 'png'],
    ['plain-bands-640x480.gif', 'jpeg'],
    ['plain-hills-333x500.png', 'jpeg'],
    ['plain-shapes-512x512.webp', 'jpeg'],
    ['grey.jpg', 'jpeg'],
    ['cmyk.jpg', 'jpeg'],
    ['sixteen-bit.png', 'jpeg'],
  ])('sends %s as %s', async (name, format) => {
    const { evidence } = await screened(name);
    expect(evidence.header.format).toBe(format);
    expect(evidence.frames).toEqual({ total: 1, screened: 1 });
  });

  it('takes a PNG with an alpha channel that is opaque all over for what it is', async () => {
    const opaque = await paintedFile(300, 200, 'image/png');
    expect(readHeader(new Uint8Array(await opaque.arrayBuffer()), wireLimits).format).toBe('png');
    expect((await screener.screen(opaque)).evidence.header).toMatchObject({ format: 'jpeg', hasAlpha: false });
  });

  it('forgets the colours under full transparency', async () => {
    const { bytes, evidence } = await screened('alpha-holes-noise.png');
    expect(evidence.header.hasAlpha).toBe(true);
    const decoder = new ImageDecoder({ data: bytes, type: 'image/webp' });
    const { image } = await decoder.decode();
    const pixels = new Uint8Array(4 * image.codedWidth * image.codedHeight);
    await image.copyTo(pixels, { format: 'RGBA' });
    const hidden = new Set<string>();
    for (let i = 0; i < pixels.length; i += 4) {
      if (pixels[i + 3] === 0) hidden.add(pixels.slice(i, i + 3).join());
    }
    image.close();
    decoder.close();
    // The noise had thousands of colours there.
    expect(hidden.size).toBeLessThanOrEqual(1);
  });

  it('keeps the proportions within the longest side', async () => {
    expect((await screened('tall.jpg')).evidence.header).toMatchObject({ width: 128, height: 2048 });
    const small = { plain: { longestSidePx: 64, quality: 0.5 } };
    expect((await screened('wide.jpg', small)).evidence.header).toMatchObject({ width: 64, height: 3 });
  });

  it.each(['animated.png', 'animated-6.webp'])('sends the first frame of %s and says so', async (name) => {
    const { evidence, verdict, sourceHeader } = await screened(name);
    expect(sourceHeader.frameCount).toBeGreaterThan(1);
    expect(evidence.header.frameCount).toBe(1);
    expect(verdict).toEqual({ action: 'allow', reasons: ['frames-unscreened'] });
  });
});

describe('as-is', () => {
  it('sends the very bytes', async () => {
    const file = await fixturePicture('pictures/good/camera-12mp.jpg');
    const { bytes, evidence, source, preparation } = await screened('camera-12mp.jpg', { preparation: 'as-is' });
    expect(preparation).toBe('as-is');
    expect(bytes.length).toBe(file.size);
    expect(evidence.sha256).toBe(await digestOf(new Uint8Array(await file.arrayBuffer())));
    expect(evidence.sha256).toBe(source.sha256);
    expect(evidence.header).toMatchObject({ width: 3000, height: 4000, orientation: 6 });
    expect(evidence.fingerprints[0]?.hash).toBe((await shown(file)).hash);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('measures orientation %i as it is shown', async (orientation) => {
    const path = `orientation-${orientation}.jpg`;
    const { evidence } = await screened(path, { preparation: 'as-is' });
    expect(evidence.fingerprints[0]?.hash).toBe((await shown(await fixturePicture(`pictures/good/${path}`))).hash);
  });

  it('makes a file plain that is too large for the wire', async () => {
    const file = await paintedFile(800, 600, 'image/png');
    const own = createScreener({ assets: '/safe-upload/', limits: { wire: { fileBytes: 100_000 } } });
    const { preparation, bytes } = await own.screen(file, { policy: { ...defaultDevicePolicy, preparation: 'as-is' } });
    own.dispose();
    expect(file.size).toBeGreaterThan(100_000);
    expect(preparation).toBe('plain');
    expect(bytes.length).toBeLessThan(100_000);
  });

  it.each(['animated.png', 'animated-6.webp'])('looks at the first frame of %s and says so', async (name) => {
    const { evidence, verdict } = await screened(name, { preparation: 'as-is' });
    expect(evidence.frames).toEqual({ total: evidence.header.frameCount, screened: 1 });
    expect(verdict.reasons).toEqual(['frames-unscreened']);
  });
});

describe('animated GIF', () => {
  it('stays as it is and is looked at frame by frame', async () => {
    const { preparation, evidence, verdict } = await screened('animated-10.gif');
    expect(preparation).toBe('as-is');
    expect(evidence.frames).toEqual({ total: 10, screened: 10 });
    expect(new Set(evidence.fingerprints.map(({ hash }) => hash)).size).toBeGreaterThan(5);
    expect(verdict).toEqual({ action: 'allow', reasons: [] });
  });

  it('is looked at up to the hundredth frame', async () => {
    const { evidence, verdict } = await screened('animated-150.gif');
    expect(evidence.frames).toEqual({ total: 150, screened: 100 });
    expect(evidence.fingerprints).toHaveLength(16);
    expect(verdict.reasons).toEqual(['frames-unscreened']);
  });

  it('can be stopped between two frames', async () => {
    const abort = new AbortController();
    const file = await fixturePicture('pictures/good/animated-150.gif');
    const stopped = screener.screen(file, {
      signal: abort.signal,
      onProgress: ({ stage, done }) => {
        if (stage === 'measuring' && done > 0.72) abort.abort();
      },
    });
    expect((await rejectionOf(stopped)).code).toBe('aborted');
  });
});

// What WebKitGTK 2.50 does with a PNG that says how it lies.
const unturned = `const decode = self.createImageBitmap;
self.createImageBitmap = async (source, options) => {
  const bitmap = await decode(source, { ...options, resizeWidth: undefined, resizeHeight: undefined });
  if (source.type !== 'image/png' || bitmap.width === bitmap.height) return bitmap;
  const canvas = new OffscreenCanvas(options?.resizeWidth ?? bitmap.height, options?.resizeHeight ?? bitmap.width);
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.transferToImageBitmap();
};`;

it.each([2048, 100])(
  'a PNG that the engine does not turn is left to the server, not sent out of shape: %i px',
  async (px) => {
    const other = createScreener({ assets: '/safe-upload/', worker: wrappedWorker(unturned) });
    const policy = { ...defaultDevicePolicy, plain: { longestSidePx: px, quality: 0.85 } };
    const rejection = await rejectionOf(other.screen(await fixturePicture('pictures/good/oriented.png'), { policy }));
    expect(rejection.code).toBe('decode-failed');
    // A picture that does not have to be turned goes on as ever.
    const upright = await other.screen(await fixturePicture('pictures/good/plain-hills-333x500.jpg'), { policy });
    expect(upright.preparation).toBe('plain');
    other.dispose();
  },
);
