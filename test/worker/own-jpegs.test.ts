import { createScreener } from '@safeupload/sdk';
import { defaultDevicePolicy, jpegPartsWithoutProfile } from '@safeupload/sdk/core';
import { afterEach, expect, it, vi } from 'vitest';
import { bareJpegsAreAsStored, ownJpegsAreAsStored } from '../../packages/sdk/src/worker/canary.js';
import { pixelsOfCanvas } from '../../packages/sdk/src/worker/pixels-of.js';
import { fixturePicture } from '../support/fixture-picture.js';

// What was prepared here, and JPEGs without their profiles, are decoded without options, where that changes nothing: it must
// be the very values that the server will read from the same bytes.

afterEach(() => vi.unstubAllGlobals());

async function decoded(file: Blob, options: ImageBitmapOptions): Promise<Uint8Array | Uint8ClampedArray> {
  const bitmap = await createImageBitmap(file, options);
  const { data } = pixelsOfCanvas(bitmap);
  bitmap.close();
  return data;
}

it('this browser converts nothing in a JPEG of its own canvas', async () => {
  expect(await ownJpegsAreAsStored()).toBe(true);
  expect(await bareJpegsAreAsStored()).toBe(true);
});

it.each(['camera-12mp.jpg', 'display-p3.jpg', 'orientation-6.jpg'])(
  'what its canvas made of %s decodes to the stored values',
  async (name) => {
    const bitmap = await createImageBitmap(await fixturePicture(`pictures/good/${name}`));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    bitmap.close();
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
    const stored = await decoded(jpeg, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
    const plain = await decoded(jpeg, {});
    expect(plain.length).toBe(4 * canvas.width * canvas.height);
    expect(plain.every((value, i) => value === stored[i])).toBe(true);
  },
);

it.each([
  ['camera-12mp.jpg', false],
  ['display-p3.jpg', true],
  ['cmyk.jpg', false],
  ['grey.jpg', false],
  ['tall.jpg', false],
  ['orientation-3.jpg', false],
  ['orientation-6.jpg', false],
])('%s without its profile decodes to the stored values', async (name, hasProfile) => {
  const file = await fixturePicture(`pictures/good/${name}`);
  const parts = jpegPartsWithoutProfile(new Uint8Array(await file.arrayBuffer()));
  expect((parts ?? []).length > 1).toBe(hasProfile);
  const type = 'image/jpeg';
  const stored = await decoded(new Blob([file], { type }), { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const bare = await decoded(new Blob(parts ?? [], { type }), {});
  expect(bare.length).toBe(stored.length);
  expect(bare.every((value, i) => value === stored[i])).toBe(true);
});

/** The segments of a JPEG before its first scan, each with its marker, and what follows them. */
function segmentsOf(bytes: Uint8Array<ArrayBuffer>) {
  const segments: Uint8Array<ArrayBuffer>[] = [];
  let at = 2;
  for (; bytes[at + 1] !== 0xda && at < bytes.length; at += segments.at(-1)?.length ?? bytes.length) {
    segments.push(bytes.subarray(at, at + 2 + 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0)));
  }
  return { segments, scans: bytes.subarray(at) };
}

it('stray bytes do not become a table because the profile before them is left out', async () => {
  const file = await fixturePicture('pictures/good/display-p3.jpg');
  const { segments, scans } = segmentsOf(new Uint8Array(await file.arrayBuffer()));
  const isProfile = (segment: Uint8Array) => segment[1] === 0xe2;
  const start = [Uint8Array.of(0xff, 0xd8), ...segments.filter((segment) => !isProfile(segment))];
  // A fill byte, the profile, and bytes that decoders pass over: with the fill byte they are a quantization table.
  const table = Uint8Array.of(0xdb, 0, 0x43, 0, ...new Array<number>(64).fill(1));
  const sloppy = [...start, Uint8Array.of(0xff), ...segments.filter(isProfile), table, scans];
  const screener = createScreener({ assets: '/safe-upload/' });
  const policy = { ...defaultDevicePolicy, preparation: 'as-is' } as const;
  const seen = [];
  for (const parts of [[...start, scans], sloppy]) {
    const { evidence } = await screener.screen(new File(parts, 'a.jpg', { type: 'image/jpeg' }), { policy });
    seen.push({ fingerprints: evidence.fingerprints, models: evidence.models });
  }
  screener.dispose();
  expect(seen[1]).toEqual(seen[0]);
});

it('a browser that converts to the profile of its screen is told apart', async () => {
  const own = createImageBitmap;
  vi.stubGlobal('createImageBitmap', async (blob: Blob, options: ImageBitmapOptions) => {
    const bitmap = await own(blob, options);
    if (options.colorSpaceConversion === 'none') return bitmap;
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas context');
    context.filter = 'saturate(1.05)';
    context.drawImage(bitmap, 0, 0);
    return canvas.transferToImageBitmap();
  });
  expect(await ownJpegsAreAsStored()).toBe(false);
  expect(await bareJpegsAreAsStored()).toBe(false);
});

it('and so is one that takes what is left of a JPEG for no picture: it goes the usual way', async () => {
  const own = createImageBitmap;
  const whole = new Set<Blob>();
  vi.stubGlobal('createImageBitmap', async (blob: Blob, options: ImageBitmapOptions) => {
    if (options.colorSpaceConversion === 'none') whole.add(blob);
    if (!whole.has(blob)) throw new DOMException('The image could not be decoded.', 'InvalidStateError');
    return own(blob, options);
  });
  expect(await ownJpegsAreAsStored()).toBe(true);
  expect(await bareJpegsAreAsStored()).toBe(false);
});
