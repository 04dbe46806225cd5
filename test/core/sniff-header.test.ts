import { isSafeUploadError, type Limits, readHeader, type SafeUploadError, wireLimits } from '@safeupload/sdk/core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { exifBlock, orientationBlock } from '../fixtures/pictures/exif-bytes.mjs';
import { gif } from '../fixtures/pictures/gif-bytes.mjs';
import {
  exifSegment,
  iccSegments,
  jpegSegment,
  withRepeatedScan,
  withSegments,
} from '../fixtures/pictures/jpeg-bytes.mjs';
import { joined, latin1, png, pngChunk, pngHeader, pngSignature, uint32 } from '../fixtures/pictures/png-bytes.mjs';
import { frameOf } from '../vectors/synthetic-pixels.mjs';

const picture = (width = 24, height = 16) => {
  const frame = frameOf('quadratic', width, height);
  return sharp(frame.data, { raw: { width, height, channels: 4 } }).removeAlpha();
};
const jpeg = new Uint8Array(await picture().jpeg().toBuffer());
const progressive = new Uint8Array(await picture(64, 48).jpeg({ progressive: true }).toBuffer());
const rgb = new Uint8Array(24 * 16 * 3).fill(90);
const plainPng = png(24, 16, 8, 2, rgb);
const lossy = new Uint8Array(await picture().webp().toBuffer());
const lossless = new Uint8Array(await picture().webp({ lossless: true }).toBuffer());
const ends = pngChunk('IEND', new Uint8Array());

/** The bytes changed at places counted from the start. */
function patched(bytes: Uint8Array, changes: Record<number, number>): Uint8Array {
  const copy = bytes.slice();
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

function refusalOf(bytes: Uint8Array, limits: Partial<Limits> = {}): SafeUploadError {
  try {
    const header = readHeader(bytes, { ...wireLimits, ...limits });
    throw new Error(`expected a refusal, got ${JSON.stringify(header)}`);
  } catch (error) {
    if (isSafeUploadError(error)) return error;
    throw error;
  }
}

const codeOf = (bytes: Uint8Array, limits: Partial<Limits> = {}) => refusalOf(bytes, limits).code;
const headerOf = (bytes: Uint8Array) => readHeader(bytes, wireLimits);

describe('every format', () => {
  const still = { frameCount: 1, orientation: 1, hasAlpha: false };

  test.each([
    ['jpeg', jpeg],
    ['png', plainPng],
    ['webp', lossy],
    ['webp', lossless],
  ])('a plain %s', (format, bytes) => {
    expect(headerOf(bytes)).toEqual({ format, width: 24, height: 16, ...still });
  });

  test('what follows the picture is ignored', () => {
    for (const bytes of [jpeg, plainPng, lossy, simpleGif()]) {
      expect(headerOf(joined([bytes, latin1('PK\x03\x04 <script>'), jpeg]))).toEqual(headerOf(bytes));
    }
  });

  test('bytes may lie anywhere in a buffer', () => {
    for (const bytes of [jpeg, plainPng, lossy, simpleGif()]) {
      const padded = joined([latin1('\xff\xd8 before'), bytes, latin1('after')]);
      expect(headerOf(padded.subarray(9, 9 + bytes.length))).toEqual(headerOf(bytes));
    }
  });

  test('every file cut anywhere is refused, or still whole', () => {
    for (const bytes of [jpeg, plainPng, lossy, lossless, simpleGif()]) {
      // A GIF without its trailer is shown whole by Chromium and libvips.
      const whole = bytes === jpeg || bytes[0] !== 0x47 ? bytes.length : bytes.length - 1;
      for (let length = 0; length < whole; length++) {
        expect(['header-invalid', 'format-unknown', 'empty-file']).toContain(codeOf(bytes.subarray(0, length)));
      }
    }
  });

  test.each([
    ['empty-file', new Uint8Array()],
    ['format-unknown', latin1('hello')],
    ['format-not-accepted', latin1('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['format-not-accepted', latin1('II*\0\x08\0\0\0')],
  ])('%s', (code, bytes) => {
    expect(codeOf(bytes)).toBe(code);
  });

  test('a format that is not accepted is named', () => {
    expect(refusalOf(latin1('8BPS\0\x01')).message).toContain('expected one of JPEG, PNG, GIF, WEBP, got PSD');
  });
});

describe('limits', () => {
  const blank = (width: number, height: number) =>
    joined([pngSignature, pngHeader(width, height, 1, 0), pngChunk('IDAT', new Uint8Array(9)), ends]);

  test.each([
    [blank(16_000, 16_000), 'too-many-pixels', 'expected at most 50 MP, got 256 MP', 50e6, 256e6],
    [blank(10_000, 5_001), 'too-many-pixels', 'expected at most 50 MP, got 50.01 MP', 50e6, 50_010_000],
    [blank(12_001, 3), 'side-too-long', 'expected at most 12,000 px, got 12,001 px', 12_000, 12_001],
    [new Uint8Array(10_000_001).fill(1), 'too-many-bytes', 'expected at most 10 MB, got 10.000001 MB', 1e7, 10_000_001],
    [
      withSegments(jpeg, iccSegments(new Uint8Array(1_100_000))),
      'icc-too-large',
      'expected at most 1 MB, got 1.0',
      1e6,
      expect.any(Number),
    ],
    [
      png(24, 16, 8, 2, rgb, [pngChunk('iCCP', new Uint8Array(1_000_001))]),
      'icc-too-large',
      'expected at most 1 MB, got 1.000001 MB',
      1e6,
      1_000_001,
    ],
    [
      png(24, 16, 8, 2, rgb, [pngChunk('tEXt', new Uint8Array(600_000)), pngChunk('zTXt', new Uint8Array(600_000))]),
      'ancillary-too-large',
      'expected at most 1 MB, got 1.2 MB',
      1e6,
      1_200_000,
    ],
    [
      png(24, 16, 8, 2, rgb, Array(999).fill(pngChunk('tEXt', new Uint8Array(1)))),
      'too-many-chunks',
      'expected at most 1,000 chunks, got 1,001 chunks',
      1_000,
      1_001,
    ],
    [withRepeatedScan(progressive, 120), 'too-many-scans', 'expected at most 100 scans, got 101 scans', 100, 101],
    [
      withSegments(jpeg, Array(10_000).fill(jpegSegment(0xfe, new Uint8Array()))),
      'too-many-chunks',
      'expected at most 10,000 segments',
      10_000,
      10_001,
    ],
  ])('%# says both values', (bytes, code, values, limit, value) => {
    const refusal = refusalOf(bytes);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(values);
    expect(refusal.details).toEqual({ limit, value });
  });

  test('what is exactly at its limit passes', () => {
    expect(headerOf(blank(10_000, 5_000)).width).toBe(10_000);
    expect(headerOf(blank(12_000, 4_000)).width).toBe(12_000);
    expect(headerOf(png(24, 16, 8, 2, rgb, Array(997).fill(pngChunk('tEXt', new Uint8Array(1))))).width).toBe(24);
  });

  test('the pixels of a GIF count for each frame that is screened', () => {
    const frames = Array.from({ length: 7 }, () => ({ width: 40, height: 30, indices: new Uint8Array(1_200) }));
    const bytes = gif({ width: 40, height: 30, palette: [[0, 0, 0]], frames });
    expect(refusalOf(bytes, { pixels: 8_000 }).details).toEqual({ limit: 8_000, value: 8_400 });
    expect(readHeader(bytes, { ...wireLimits, pixels: 8_000, frames: 6 }).frameCount).toBe(7);
  });

  test('whole pieces of pixels are not counted as chunks, crumbs are', () => {
    const pieces = (bytes: number) =>
      joined([
        pngSignature,
        pngHeader(24, 16, 8, 2),
        ...Array(1_500).fill(pngChunk('IDAT', new Uint8Array(bytes))),
        ends,
      ]);
    expect(headerOf(pieces(4_096)).width).toBe(24);
    expect(codeOf(pieces(4_095))).toBe('too-many-chunks');
  });
});

describe('orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8] as const)(
    '%i is honoured in JPEG and PNG, and ignored in WebP',
    async (orientation) => {
      const exif = orientationBlock(orientation);
      const [width, height] = orientation >= 5 ? [16, 24] : [24, 16];
      expect(headerOf(withSegments(jpeg, [exifSegment(exif)]))).toMatchObject({ width, height, orientation });
      expect(headerOf(png(24, 16, 8, 2, rgb, [pngChunk('eXIf', exif)]))).toMatchObject({ width, height, orientation });
      const webp = await picture().withMetadata({ orientation }).webp().toBuffer();
      expect(headerOf(new Uint8Array(webp))).toMatchObject({ width: 24, height: 16, orientation: 1 });
    },
  );

  test('is read from big-endian EXIF too', () => {
    const exif = Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0);
    expect(headerOf(withSegments(jpeg, [exifSegment(exif)])).orientation).toBe(6);
  });

  test('of a thumbnail is not the picture’s', () => {
    const thumbnail = withSegments(jpeg, [exifSegment(orientationBlock(8))]);
    const exif = exifBlock({ main: [[0x0110, 2, 'camera']], thumbnail });
    expect(headerOf(withSegments(jpeg, [exifSegment(exif)]))).toMatchObject({ width: 24, height: 16, orientation: 1 });
  });

  test('the first of two counts, as in Chromium and libvips', () => {
    const [six, three] = [orientationBlock(6), orientationBlock(3)];
    expect(headerOf(withSegments(jpeg, [exifSegment(six), exifSegment(three)])).orientation).toBe(6);
    const silent = exifBlock({ main: [[0x0110, 2, 'camera']] });
    expect(headerOf(withSegments(jpeg, [exifSegment(silent), exifSegment(six)])).orientation).toBe(1);
    const chunks = [pngChunk('eXIf', six), pngChunk('eXIf', three)];
    expect(headerOf(png(24, 16, 8, 2, rgb, chunks)).orientation).toBe(6);
  });

  test.each([
    ['0', orientationBlock(0)],
    ['9', orientationBlock(9)],
    ['a LONG', exifBlock({ main: [[0x0112, 4, [6]]] })],
    ['two values', exifBlock({ main: [[0x0112, 3, [6, 6]]] })],
    ['nothing', new Uint8Array()],
    ['another magic number', patched(orientationBlock(6), { 2: 43 })],
    ['a directory beyond the end', patched(orientationBlock(6), { 4: 200 })],
    ['65,535 entries', patched(orientationBlock(1), { 8: 255, 9: 255 })],
  ])('is 1 where EXIF says %s', (_, exif) => {
    expect(headerOf(withSegments(jpeg, [exifSegment(exif)])).orientation).toBe(1);
  });

  test('of a PNG counts only before the pixels and without a JPEG’s prefix', () => {
    const exif = orientationBlock(6);
    const late = joined([plainPng.subarray(0, -12), pngChunk('eXIf', exif), ends]);
    expect(headerOf(late).orientation).toBe(1);
    const prefixed = pngChunk('eXIf', joined([latin1('Exif\0\0'), exif]));
    expect(headerOf(png(24, 16, 8, 2, rgb, [prefixed])).orientation).toBe(1);
  });
});

describe('JPEG', () => {
  test('a second picture behind the first, and one inside a segment, are not looked at', () => {
    const larger = progressive;
    expect(headerOf(joined([jpeg, larger]))).toMatchObject({ width: 24, height: 16 });
    expect(headerOf(withSegments(jpeg, [jpegSegment(0xe2, joined([latin1('MPF\0'), larger]))]))).toMatchObject({
      width: 24,
      height: 16,
    });
  });

  test('fill bytes, restart intervals and stray bytes are passed over', async () => {
    const filled = joined([jpeg.subarray(0, 2), Uint8Array.of(0xff, 0xff, 0xff), jpeg.subarray(2)]);
    expect(headerOf(filled).width).toBe(24);
    const comment = joined([jpegSegment(0xfe, latin1('x')), Uint8Array.of(0, 7, 0xff, 0, 9)]);
    const stray = withSegments(jpeg, [comment]);
    expect(headerOf(stray).width).toBe(24);
    const restart = withSegments(jpeg, [Uint8Array.of(0xff, 0xd0, 0xff, 0x01)]);
    expect(headerOf(restart).width).toBe(24);
  });

  test.each([
    ['a size of 0', patched(jpeg, heightPatch(jpeg, 0))],
    ['a segment of length 1', withSegments(jpeg, [Uint8Array.of(0xff, 0xe5, 0, 1)])],
    ['a segment past the end', withSegments(jpeg.subarray(0, 40), [Uint8Array.of(0xff, 0xe5, 0xff, 0xff)])],
    ['two sizes', withSegments(jpeg, [jpegSegment(0xc0, Uint8Array.of(8, 0, 9, 0, 9, 1, 1, 17, 0))])],
    ['a picture in the picture', withSegments(jpeg, [Uint8Array.of(0xff, 0xd8)])],
    ['pixels before the size', withSegments(jpeg, [jpegSegment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0))])],
    ['no picture', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)],
    ['no end', jpeg.subarray(0, -2)],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(bytes)).toBe('header-invalid');
  });

  test('a size of 0 says which', () => {
    expect(refusalOf(patched(jpeg, heightPatch(jpeg, 0))).message).toContain('24 px wide and 0 px high');
  });
});

describe('PNG', () => {
  test('transparency', () => {
    expect(headerOf(png(24, 16, 8, 6, new Uint8Array(24 * 16 * 4))).hasAlpha).toBe(true);
    expect(headerOf(png(24, 16, 8, 4, new Uint8Array(24 * 16 * 2))).hasAlpha).toBe(true);
    expect(headerOf(png(24, 16, 8, 2, rgb, [pngChunk('tRNS', new Uint8Array(6))])).hasAlpha).toBe(true);
    expect(headerOf(png(24, 16, 8, 0, new Uint8Array(24 * 16))).hasAlpha).toBe(false);
  });

  test('a palette is counted', () => {
    const indexed = png(24, 16, 8, 3, new Uint8Array(24 * 16), [pngChunk('PLTE', new Uint8Array(21))]);
    expect(headerOf(indexed)).toMatchObject({ colorCount: 7, hasAlpha: false });
    expect('colorCount' in headerOf(plainPng)).toBe(false);
  });

  test('frames are those that acTL states, but no more than there are', () => {
    const stated = (count: number) => pngChunk('acTL', uint32(count, 0));
    const frame = pngChunk('fcTL', new Uint8Array(26));
    expect(headerOf(png(24, 16, 8, 2, rgb, [stated(3), frame, frame, frame])).frameCount).toBe(3);
    expect(headerOf(png(24, 16, 8, 2, rgb, [stated(4_000_000_000), frame])).frameCount).toBe(1);
    expect(headerOf(png(24, 16, 8, 2, rgb, [stated(0)])).frameCount).toBe(1);
    const late = joined([plainPng.subarray(0, -12), stated(3), frame, frame, frame, ends]);
    expect(headerOf(late).frameCount).toBe(1);
  });

  test.each([
    ['a width of 0', joined([pngSignature, pngHeader(0, 9, 8, 2), pngChunk('IDAT', rgb), ends])],
    ['an impossible colour type', joined([pngSignature, pngHeader(9, 9, 8, 5), pngChunk('IDAT', rgb), ends])],
    ['an impossible depth', joined([pngSignature, pngHeader(9, 9, 4, 2), pngChunk('IDAT', rgb), ends])],
    ['no pixels', joined([pngSignature, pngHeader(9, 9, 8, 2), ends])],
    ['no end', plainPng.subarray(0, -12)],
    ['no size', joined([pngSignature, pngChunk('IDAT', rgb), ends])],
    ['two sizes', png(24, 16, 8, 2, rgb, [pngHeader(9, 9, 8, 2)])],
    ['no palette', png(24, 16, 8, 3, new Uint8Array(24 * 16))],
    ['a palette of odd length', png(24, 16, 8, 2, rgb, [pngChunk('PLTE', new Uint8Array(7))])],
    ['a part without a name', png(24, 16, 8, 2, rgb, [pngChunk('a1cd', new Uint8Array())])],
    ['a part longer than the file', png(24, 16, 8, 2, rgb, [joined([uint32(0x7fffffff), latin1('tEXt'), uint32(0)])])],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(bytes)).toBe('header-invalid');
  });
});

describe('GIF', () => {
  const frame = (width: number, height: number, more: object = {}) => ({
    width,
    height,
    indices: new Uint8Array(width * height),
    ...more,
  });
  const of = (width: number, height: number, ...frames: ReturnType<typeof frame>[]) =>
    gif({ width, height, palette: Array(4).fill([1, 2, 3]), frames });

  test('frames, palette and transparency', () => {
    const plain = { format: 'gif', width: 20, height: 10, orientation: 1, hasAlpha: false, colorCount: 4 };
    expect(headerOf(of(20, 10, frame(20, 10)))).toEqual({ ...plain, frameCount: 1 });
    expect(headerOf(of(20, 10, frame(20, 10), frame(3, 3)))).toEqual({ ...plain, frameCount: 2 });
    expect(headerOf(of(20, 10, frame(20, 10, { transparent: 2 }))).hasAlpha).toBe(true);
    expect(headerOf(of(20, 10, frame(20, 10), frame(3, 3, { transparent: 2 }))).hasAlpha).toBe(true);
    expect(headerOf(of(20, 10, frame(20, 10, { disposal: 2 }), frame(3, 3))).hasAlpha).toBe(true);
    const own = { palette: Array(16).fill([1, 2, 3]) };
    expect(headerOf(of(20, 10, frame(20, 10, own))).colorCount).toBe(16);
  });

  test('the first frame enlarges the screen, later ones do not, and a smaller one leaves it bare', () => {
    expect(headerOf(of(8, 4, frame(16, 15)))).toMatchObject({ width: 16, height: 15, hasAlpha: false });
    expect(headerOf(of(8, 4, frame(8, 4, { x: 6, y: 2 })))).toMatchObject({ width: 14, height: 6, hasAlpha: true });
    expect(headerOf(of(8, 4, frame(8, 4), frame(16, 16)))).toMatchObject({ width: 8, height: 4 });
    expect(headerOf(of(8, 4, frame(2, 2, { x: 1 })))).toMatchObject({ width: 8, height: 4, hasAlpha: true });
  });

  test('ends where anything foreign follows a whole frame', () => {
    const whole = of(8, 4, frame(8, 4));
    const foreign = joined([whole.subarray(0, -1), Uint8Array.of(0, 0, 0), whole.subarray(-30)]);
    expect(headerOf(foreign).frameCount).toBe(1);
    expect(headerOf(whole.subarray(0, -1)).frameCount).toBe(1);
  });

  test.each([
    ['a screen of width 0', patched(of(8, 4, frame(8, 4)), { 6: 0 })],
    ['no frame', of(8, 4)],
    ['a colour table past the end', of(8, 4).subarray(0, 15)],
    ['a frame that breaks off', of(8, 4, frame(8, 4)).subarray(0, -4)],
    ['a lone introducer', joined([of(8, 4).subarray(0, -1), Uint8Array.of(0x21)])],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(bytes)).toBe('header-invalid');
  });

  test('endless parts are cut short', () => {
    const head = of(8, 4).subarray(0, -1);
    const empty = new Uint8Array(3 * 100_001);
    for (let at = 0; at < empty.length; at += 3) empty.set([0x21, 0xfe, 0], at);
    expect(codeOf(joined([head, empty]))).toBe('too-many-chunks');
    const crumbs = new Uint8Array(2 * 1_000_001).fill(1);
    expect(codeOf(joined([head, Uint8Array.of(0x21, 0xfe), crumbs]))).toBe('too-many-chunks');
  });
});

describe('WebP', () => {
  const riff = (...chunks: (readonly [string, Uint8Array])[]) => {
    const body = joined(
      chunks.flatMap(([name, content]) => [
        latin1(name),
        uint32(content.length).reverse(),
        content,
        new Uint8Array(content.length & 1),
      ]),
    );
    return joined([latin1('RIFF'), uint32(4 + body.length).reverse(), latin1('WEBP'), body]);
  };
  const canvas = (flags: number, width: number, height: number) =>
    Uint8Array.of(flags, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0);
  const bitstream = (bytes: Uint8Array) => bytes.subarray(20, 20 + (uint32At(bytes, 16) ?? 0));
  const frame = (x: number, y: number, width: number, height: number) =>
    joined([
      Uint8Array.of(x / 2, 0, 0, y / 2, 0, 0, width - 1, 0, 0, height - 1, 0, 0, 9, 0, 0, 0),
      bitstream(lossless),
    ]);

  test('transparency of both codecs', async () => {
    const clear = sharp({ create: { width: 9, height: 7, channels: 4, background: '#ff000080' } });
    for (const options of [{ lossless: true }, { quality: 80 }]) {
      const bytes = new Uint8Array(await clear.clone().webp(options).toBuffer());
      expect(headerOf(bytes)).toMatchObject({ width: 9, height: 7, hasAlpha: true });
    }
    const withPlane = riff(['VP8X', canvas(0, 24, 16)], ['ALPH', new Uint8Array(3)], ['VP8 ', bitstream(lossy)]);
    expect(headerOf(withPlane).hasAlpha).toBe(true);
  });

  test('frames of an animation', () => {
    const animated = (flags: number, ...frames: Uint8Array[]) =>
      riff(['VP8X', canvas(flags, 24, 16)], ...frames.map((content) => ['ANMF', content] as const));
    const whole = frame(0, 0, 24, 16);
    expect(headerOf(animated(2, whole, whole, whole))).toMatchObject({ width: 24, height: 16, frameCount: 3 });
    expect(headerOf(animated(2, whole, frame(2, 2, 4, 4))).hasAlpha).toBe(false);
    expect(headerOf(animated(2, frame(2, 2, 4, 4), whole)).hasAlpha).toBe(true);
    expect(headerOf(animated(0x12, whole)).hasAlpha).toBe(true);
    expect(codeOf(animated(2))).toBe('header-invalid');
    expect(codeOf(animated(0, whole))).toBe('header-invalid');
    expect(codeOf(animated(2, frame(2, 0, 24, 16)))).toBe('header-invalid');
    expect(codeOf(animated(2, new Uint8Array(12)))).toBe('header-invalid');
  });

  test.each([
    ['a container larger than the file', patched(lossy, { 4: (lossy[4] ?? 0) ^ 0x80, 6: 1 })],
    ['a container smaller than its pixels', patched(lossy, { 4: 20, 5: 0 })],
    ['a canvas of another size', riff(['VP8X', canvas(0, 25, 16)], ['VP8 ', bitstream(lossy)])],
    ['no pixels', riff(['VP8X', canvas(0, 24, 16)], ['EXIF', new Uint8Array(8)])],
    ['an unknown codec', riff(['VP8Y', bitstream(lossy)])],
    ['half a picture', riff(['VP8 ', patched(bitstream(lossy), { 0: (bitstream(lossy)[0] ?? 0) | 1 })])],
    ['a wrong start', riff(['VP8L', patched(bitstream(lossless), { 0: 0x2e })])],
    ['a size of 0', riff(['VP8 ', patched(bitstream(lossy), { 6: 0, 7: 0 })])],
    ['a short canvas', riff(['VP8X', new Uint8Array(6)], ['VP8 ', bitstream(lossy)])],
  ])('%s is refused', (_, bytes) => {
    expect(codeOf(bytes)).toBe('header-invalid');
  });

  test('limits', () => {
    const many = Array(10_001).fill(['junk', new Uint8Array()] as const);
    expect(codeOf(riff(['VP8X', canvas(0, 24, 16)], ...many))).toBe('too-many-chunks');
    const profile = ['ICCP', new Uint8Array(1_000_001)] as const;
    expect(codeOf(riff(['VP8X', canvas(0x20, 24, 16)], profile, ['VP8 ', bitstream(lossy)]))).toBe('icc-too-large');
  });
});

function simpleGif(): Uint8Array {
  const frames = [{ width: 24, height: 16, indices: new Uint8Array(24 * 16) }];
  return gif({ width: 24, height: 16, palette: [[0, 0, 0]], frames });
}

function heightPatch(bytes: Uint8Array, height: number): Record<number, number> {
  const frame = bytes.findIndex((value, at) => value === 0xff && bytes[at + 1] === 0xc0);
  return { [frame + 5]: height >> 8, [frame + 6]: height & 255 };
}

function uint32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}
