import { jpegPartsWithoutProfile, readHeader, wireLimits } from '@safeupload/sdk/core';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { iccSegments, jpegSegment, withSegments } from '../fixtures/pictures/jpeg-bytes.mjs';
import { joined, latin1 } from '../fixtures/pictures/png-bytes.mjs';

const pixels = { create: { width: 24, height: 16, channels: 3, background: '#5a7' } } as const;
const bare = new Uint8Array(await sharp(pixels).jpeg().toBuffer());
const withProfile = new Uint8Array(await sharp(pixels).withIccProfile('p3').jpeg().toBuffer());
const comment = jpegSegment(0xfe, latin1('a comment'));
const profile = jpegSegment(0xe2, joined([latin1('ICC_PROFILE\0'), Uint8Array.of(1, 1, 9, 9)]));
const left = (bytes: Uint8Array) => joined(jpegPartsWithoutProfile(new Uint8Array(bytes)) ?? []);

describe('a JPEG without its profile', () => {
  test('is the same bytes where there is none', () => {
    expect(jpegPartsWithoutProfile(bare)).toEqual([bare]);
  });

  test('has lost what sharp wrote, and nothing else', async () => {
    expect((await sharp(withProfile).metadata()).icc).toBeDefined();
    const without = left(withProfile);
    expect((await sharp(without).metadata()).icc).toBeUndefined();
    expect(readHeader(without, wireLimits)).toEqual(readHeader(withProfile, wireLimits));
    // libjpeg gives the same values for both.
    expect(await sharp(without).raw().toBuffer()).toEqual(await sharp(withProfile).keepIccProfile().raw().toBuffer());
  });

  test('loses a profile in several segments, between others', () => {
    const other = jpegSegment(0xe2, latin1('MPF\0 another picture'));
    const profiles = iccSegments(new Uint8Array(150_000).fill(7));
    expect(profiles).toHaveLength(3);
    expect(left(withSegments(bare, [comment, ...profiles, other]))).toEqual(withSegments(bare, [comment, other]));
  });

  test('begins with a part of 3 bytes at least, by which Firefox tells that it is a JPEG', () => {
    for (const first of [withProfile, withSegments(bare, iccSegments(new Uint8Array(150_000).fill(7)))]) {
      const [head, ...others] = jpegPartsWithoutProfile(new Uint8Array(first)) ?? [];
      expect(others.length).toBeGreaterThan(0);
      expect([...(head ?? [])].slice(0, 3)).toEqual([0xff, 0xd8, 0xff]);
    }
  });

  test('keeps what lies behind the first scan, where no decoder looks', () => {
    const end = bare.length - 2;
    const late = joined([bare.subarray(0, end), profile, bare.subarray(end)]);
    expect(left(late)).toEqual(late);
  });

  const tables = [0xdb, 0, 0x43, 0, ...new Array<number>(64).fill(1)];
  test.each([
    ['fill bytes before, a table after: joined, the table would count', [0xff], tables],
    ['a fill byte before, an end-of-image after', [0xff], [0xd9]],
    ['stray bytes before', [1, 2, 3], []],
    ['stray bytes after', [], [1, 2, 3]],
    ['a stuffed byte before', [0xff, 0], []],
    ['a restart marker before', [0xff, 0xd0], []],
    ['TEM before', [0xff, 1], []],
  ])('is not asked for where one segment does not follow the other: %s', (_what, before, after) => {
    const sloppy = withSegments(bare, [comment, Uint8Array.from(before), profile, Uint8Array.from(after)]);
    expect(() => readHeader(sloppy, wireLimits)).not.toThrow();
    expect(jpegPartsWithoutProfile(new Uint8Array(sloppy))).toBeNull();
  });

  test('is a part of any bytes at all, in bounded steps', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        const bytes = new Uint8Array(joined([bare.subarray(0, 2), profile, tail, bare.subarray(2)]));
        for (const part of jpegPartsWithoutProfile(bytes) ?? []) expect(part.buffer).toBe(bytes.buffer);
      }),
    );
  });
});
