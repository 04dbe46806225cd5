import { isSafeUploadError, readHeader, wireLimits } from '@safeupload/sdk/core';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { orientationBlock } from '../fixtures/pictures/exif-bytes.mjs';
import { gif } from '../fixtures/pictures/gif-bytes.mjs';
import { exifSegment, withSegments } from '../fixtures/pictures/jpeg-bytes.mjs';
import { latin1, png, pngChunk } from '../fixtures/pictures/png-bytes.mjs';
import { frameOf } from '../vectors/synthetic-pixels.mjs';

// Real files to start from: random bytes alone never get past the signature.
const frame = frameOf('quadratic', 40, 30);
const raw = () => sharp(frame.data, { raw: { width: 40, height: 30, channels: 4 } });
const indices = frame.data.filter((_, at) => at % 4 === 0).map((value) => value & 3);
const seeds = [
  withSegments(new Uint8Array(await raw().jpeg({ progressive: true }).toBuffer()), [exifSegment(orientationBlock(6))]),
  png(40, 30, 8, 6, frame.data, [pngChunk('eXIf', orientationBlock(3)), pngChunk('tEXt', latin1('a\0b'))]),
  gif({
    width: 40,
    height: 30,
    palette: Array(4).fill([9, 9, 9]),
    frames: [
      { width: 40, height: 30, indices },
      { width: 40, height: 30, indices, transparent: 1, disposal: 2 },
    ],
  }),
  new Uint8Array(await raw().webp().toBuffer()),
  new Uint8Array(await raw().withMetadata({ orientation: 5 }).webp({ quality: 60 }).toBuffer()),
];

/** Reads a header and fails on anything but a sound one or a typed refusal. */
function mustSettle(bytes: Uint8Array): void {
  const before = bytes.slice();
  try {
    const header = readHeader(bytes, wireLimits);
    for (const side of [header.width, header.height]) {
      expect(Number.isInteger(side) && side >= 1 && side <= wireLimits.sidePx).toBe(true);
    }
    expect(Number.isInteger(header.frameCount) && header.frameCount >= 1).toBe(true);
    expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(header.orientation);
    if (header.format !== 'gif') expect(header.width * header.height).toBeLessThanOrEqual(wireLimits.pixels);
  } catch (error) {
    if (!isSafeUploadError(error)) throw error;
    expect(error.message).not.toMatch(/NaN|undefined|Infinity/);
  }
  expect(Buffer.from(before).equals(bytes)).toBe(true);
}

const change = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('set', 'cut', 'repeat', 'remove'),
  value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xd8, 0xd9, 0xda, 0xff), fc.nat(255)),
  length: fc.nat(64),
});

test('random bytes behind a signature are read or refused, never more', () => {
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.nat(64), fc.uint8Array({ maxLength: 300 }), (seed, kept, tail) => {
      const bytes = new Uint8Array(kept + tail.length);
      bytes.set(seed.subarray(0, kept));
      bytes.set(tail, kept);
      mustSettle(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test('real files with bytes changed, cut, repeated and removed are read or refused, never more', () => {
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 }), (seed, changes) => {
      let bytes = seed.slice();
      for (const { at, kind, value, length } of changes) {
        if (bytes.length === 0) break;
        // Half of the changes fall into the first bytes, where lengths and sizes are.
        const place = at % (at % 2 === 0 ? Math.min(bytes.length, 120) : bytes.length);
        const end = Math.min(bytes.length, place + length);
        if (kind === 'set') bytes[place] = value;
        else if (kind === 'cut') bytes = bytes.slice(0, place);
        else if (kind === 'remove') bytes = Uint8Array.from([...bytes.subarray(0, place), ...bytes.subarray(end)]);
        else
          bytes = Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(place, end), ...bytes.subarray(end)]);
      }
      mustSettle(bytes);
    }),
    { numRuns: 3_000 },
  );
});

// All nine together take 0.1 s; a walk that is not linear in the file does not end within the time limit.
test('the dearest files of 10 MB end in time', () => {
  const fill = (head: Uint8Array, ...pattern: number[]) => {
    const bytes = new Uint8Array(10_000_000);
    for (let at = 0; at < bytes.length; at++) bytes[at] = pattern[at % pattern.length] ?? 0;
    bytes.set(head);
    return bytes;
  };
  const [jpeg, apng, animation, webp] = seeds as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const scan = jpeg.findIndex((value, at) => value === 0xff && jpeg[at + 1] === 0xda) + 14;
  for (const bytes of [
    fill(jpeg.subarray(0, 2), 0xff),
    fill(jpeg.subarray(0, 2), 0xff, 0xfe, 0, 2),
    fill(jpeg.subarray(0, scan), 0xff),
    fill(jpeg.subarray(0, scan), 0xff, 0),
    fill(jpeg.subarray(0, scan), 0xff, 0xd0),
    fill(apng.subarray(0, 33), 0, 0, 0, 0, 0x61, 0x62, 0x63, 0x64, 0, 0, 0, 0),
    fill(animation.subarray(0, 25), 0x21, 0xfe, 0),
    fill(animation.subarray(0, 25), 0x21, 1),
    fill(webp.subarray(0, 12), 0x56, 0x50, 0x38, 0x58, 10, 0, 0, 0),
  ]) {
    mustSettle(bytes);
  }
});
