import { readFileSync } from 'node:fs';
import {
  distanceBetween,
  type Fingerprint,
  fingerprintOf,
  fingerprintsOfOrientations,
  invertHash,
  isSafeUploadError,
  leastQuality,
  orientations,
  parseFingerprint,
} from '@safeupload/sdk/core';
import { describe, expect, test } from 'vitest';
import { frameOf, generators, oriented } from '../vectors/synthetic-pixels.mjs';

interface ReferenceVector {
  readonly generator: string;
  readonly width: number;
  readonly height: number;
  readonly expectedHashFull: string;
  readonly qualityFull: number;
}

interface OrientationVector {
  readonly generator: string;
  readonly width: number;
  readonly height: number;
  readonly fingerprints: readonly { readonly hash: string; readonly quality: number }[];
}

function vectorsIn<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')).vectors;
}

const reference = vectorsIn<ReferenceVector>('pdq-synthetic.json');
const turned = vectorsIn<OrientationVector>('fingerprints.json');

describe('fingerprintOf', () => {
  test('there are all 95 vectors of the reference, 59 of them with something to see', () => {
    expect(reference).toHaveLength(95);
    expect(reference.filter(({ qualityFull }) => qualityFull > 0)).toHaveLength(59);
    expect(new Set(reference.map(({ generator }) => generator))).toEqual(new Set(Object.keys(generators)));
  });

  test.each(reference)('is the reference’s for $generator $width × $height', (vector) => {
    const fingerprint = fingerprintOf(frameOf(vector.generator, vector.width, vector.height));
    expect(fingerprint.quality).toBe(vector.qualityFull);
    expect(fingerprint.hash).toMatch(/^[0-9a-f]{64}$/);
    if (vector.qualityFull > 0) expect(fingerprint.hash).toBe(vector.expectedHashFull);
  });

  test.each([
    [1, 1],
    [4, 600],
    [600, 4],
    [1, 5000],
  ])('has nothing to say of %i × %i', (width, height) => {
    const nothing = { hash: '0'.repeat(64), quality: 0 };
    expect(fingerprintOf(frameOf('quadratic', width, height))).toEqual(nothing);
    expect(fingerprintsOfOrientations(frameOf('quadratic', width, height))).toEqual(Array(8).fill(nothing));
  });

  test('takes pixels from anywhere in a buffer, clamped or not', () => {
    const frame = frameOf('smoothBlocks', 130, 70);
    const padded = new Uint8ClampedArray(frame.data.length + 7);
    padded.set(frame.data, 5);
    const moved = { ...frame, data: padded.subarray(5, 5 + frame.data.length) };
    expect(fingerprintOf(moved)).toEqual(fingerprintOf(frame));
  });
});

describe('fingerprintsOfOrientations', () => {
  test.each(turned)('hashes the eight of $generator $width × $height', ({ generator, width, height, fingerprints }) => {
    const frame = frameOf(generator, width, height);
    const measured = fingerprintsOfOrientations(frame);
    expect(measured[0]).toEqual(fingerprintOf(frame));
    expectSame(measured, fingerprints);
  });

  test('are what fingerprintOf says of really transformed pixels, also of flat and thin ones', () => {
    for (const [generator, width, height] of [
      ['quadratic', 5, 6],
      ['smoothBlocks', 64, 65],
      ['gradientX', 200, 131],
      ['blocks', 387, 260],
    ] as const) {
      const frame = frameOf(generator, width, height);
      const expected = orientations.map((_, index) => fingerprintOf(oriented(frame, index + 1)));
      expectSame(fingerprintsOfOrientations(frame), expected);
    }
  });

  test('find a turned or mirrored copy, which the upright hash alone does not', () => {
    const frame = frameOf('smoothBlocks', 512, 512);
    const known = fingerprintOf(frame).hash;
    for (let orientation = 2; orientation <= 8; orientation++) {
      const copy = oriented(frame, orientation);
      expect(distanceBetween(known, fingerprintOf(copy).hash)).toBeGreaterThan(60);
      const distances = fingerprintsOfOrientations(copy).map(({ hash }) => distanceBetween(known, hash));
      expect(Math.min(...distances)).toBe(0);
    }
  });
});

describe('distanceBetween', () => {
  const zeros = '0'.repeat(64);

  test('counts bits', () => {
    expect(distanceBetween(zeros, zeros)).toBe(0);
    expect(distanceBetween(zeros, 'f'.repeat(64))).toBe(256);
    expect(distanceBetween(zeros, `8${'0'.repeat(62)}1`)).toBe(2);
    expect(distanceBetween(`${'0'.repeat(56)}ffffffff`, `${'0'.repeat(56)}0f0f0f0f`)).toBe(16);
  });

  test('an inverted picture is at 256, up to ties', () => {
    const frame = frameOf('smoothBlocks', 400, 513);
    const negative = { ...frame, data: frame.data.map((value, at) => (at % 4 === 3 ? value : 255 - value)) };
    const { hash } = fingerprintOf(frame);
    expect(invertHash(invertHash(hash))).toBe(hash);
    expect(distanceBetween(hash, invertHash(hash))).toBe(256);
    expect(distanceBetween(invertHash(hash), fingerprintOf(negative).hash)).toBeLessThanOrEqual(2);
  });

  test.each(['', '0'.repeat(63), '0'.repeat(65), 'A'.repeat(64), `${'0'.repeat(63)}g`, `${'0'.repeat(64)}\n`])(
    'refuses %j',
    (malformed) => {
      for (const attempt of [
        () => distanceBetween(malformed, zeros),
        () => distanceBetween(zeros, malformed),
        () => invertHash(malformed),
        () => parseFingerprint({ hash: malformed, quality: 1 }),
      ]) {
        expect(codeOf(attempt)).toBe('evidence-invalid');
      }
    },
  );
});

describe('parseFingerprint', () => {
  const hash = 'ab'.repeat(32);

  test('keeps the two fields', () => {
    expect(parseFingerprint({ hash, quality: 100 })).toEqual({ hash, quality: 100 });
  });

  test.each([null, undefined, 7, 'x', [], {}, { hash }, { quality: 3 }, { hash: 7, quality: 3 }])(
    'refuses %j',
    (value) => {
      expect(codeOf(() => parseFingerprint(value))).toBe('evidence-invalid');
    },
  );

  test.each([-1, 101, 0.5, Number.NaN, '3', null])('refuses the quality %j', (quality) => {
    expect(codeOf(() => parseFingerprint({ hash, quality }))).toBe('evidence-invalid');
  });
});

/** Hashes to the bit, qualities within 1 and on the same side of the least that is matched. */
function expectSame(measured: readonly Fingerprint[], expected: readonly Fingerprint[]): void {
  expect(measured).toHaveLength(8);
  measured.forEach(({ hash, quality }, index) => {
    const other = expected[index] ?? { hash: '', quality: -9 };
    // Of a flat picture the bits are noise, in the reference too.
    if (other.quality > 0) expect(hash).toBe(other.hash);
    expect(Math.abs(quality - other.quality)).toBeLessThanOrEqual(1);
    expect(quality >= leastQuality).toBe(other.quality >= leastQuality);
  });
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return isSafeUploadError(error) ? error.code : `not ours: ${String(error)}`;
  }
  return 'nothing thrown';
}
