import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Frame, tensorFromFrame } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameOf } from '../vectors/synthetic-pixels.mjs';

interface TensorVector {
  readonly generator: string;
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  readonly samples: readonly { readonly row: number; readonly column: number; readonly rgb: readonly number[] }[];
}

const { vectors }: { vectors: TensorVector[] } = JSON.parse(
  readFileSync(new URL('../vectors/tensors.json', import.meta.url), 'utf8'),
);

/** The definition, in float64 and pixel by pixel: nothing shared with the code under test. */
function naive({ width, height, data }: Frame, side: number): Float64Array {
  const values = new Float64Array(side * side * 3);
  const [down, across] = [height / side, width / side];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [top, left] = [row * down, column * across];
      for (let y = Math.floor(top); y < Math.min(height, top + down); y++) {
        for (let x = Math.floor(left); x < Math.min(width, left + across); x++) {
          const area =
            (Math.min(top + down, y + 1) - Math.max(top, y)) * (Math.min(left + across, x + 1) - Math.max(left, x));
          for (let c = 0; c < 3; c++) {
            const at = 3 * (row * side + column) + c;
            values[at] = (values[at] ?? 0) + (area * (data[4 * (y * width + x) + c] ?? 0)) / (255 * down * across);
          }
        }
      }
    }
  }
  return values;
}

function largestDifference(a: Float32Array, b: Float64Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((largest, value, at) => Math.max(largest, Math.abs(value - (b[at] ?? Number.NaN))), 0);
}

describe('tensorFromFrame', () => {
  test.each(vectors)('is the vector of $generator $width × $height to the bit', (vector) => {
    const tensor = tensorFromFrame(frameOf(vector.generator, vector.width, vector.height));
    for (const { row, column, rgb } of vector.samples) {
      const at = 3 * (row * 224 + column);
      expect([...tensor.subarray(at, at + 3)]).toEqual(rgb);
    }
    expect(createHash('sha256').update(new Uint8Array(tensor.buffer)).digest('hex')).toBe(vector.sha256);
  });

  test.each([
    [1, 1],
    [1, 5000],
    [5000, 1],
    [223, 225],
    [317, 211],
    [1023, 767],
  ])('is within 1e-6 of the definition for %i × %i', (width, height) => {
    const frame = frameOf('quadratic', width, height);
    expect(largestDifference(tensorFromFrame(frame), naive(frame, 224))).toBeLessThan(1e-6);
  });

  test('is within 1e-6 of the definition for any size, side and pixels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 24 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
        (width, height, side, stream) => {
          const data = Uint8Array.from([...stream.take(4 * width * height)]);
          const frame = { width, height, data };
          expect(largestDifference(tensorFromFrame(frame, side), naive(frame, side))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('averages whole pixels exactly', () => {
    const rows = [
      [0, 255, 10, 20],
      [255, 0, 30, 41],
    ];
    const data = Uint8Array.from(rows.flat().flatMap((grey) => [grey, grey, grey, 255]));
    const tensor = tensorFromFrame({ width: 4, height: 2, data }, 2);
    const halves = [0, 255, 10, 20, 255, 0, 30, 41].reduce<number[]>((pairs, value, at, all) => {
      if (at % 2 === 0) pairs.push(Math.fround((value + (all[at + 1] ?? 0)) / 510));
      return pairs;
    }, []);
    expect([...tensor]).toEqual(halves.flatMap((value) => [value, value, value]));
  });

  test('is the picture itself at its own size', () => {
    const frame = frameOf('smoothBlocks', 224, 224);
    const colours = frame.data.filter((_, at) => at % 4 !== 3);
    expect([...tensorFromFrame(frame)]).toEqual([...Float32Array.from(colours, (value) => value / 255)]);
  });

  test.each([0, 1, 127, 200, 254, 255])('keeps a constant picture of %i constant, at any size', (grey) => {
    for (const [width, height] of [
      [1, 1],
      [7, 3],
      [225, 223],
      [1000, 613],
    ] as const) {
      const data = new Uint8Array(4 * width * height).fill(grey);
      expect(new Set(tensorFromFrame({ width, height, data }))).toEqual(new Set([Math.fround(grey / 255)]));
    }
  });

  test('channels come in the order red, green, blue, and alpha is not among them', () => {
    const tensor = tensorFromFrame({ width: 1, height: 1, data: Uint8Array.of(255, 51, 0, 7) }, 1);
    expect([...tensor]).toEqual([1, Math.fround(0.2), 0]);
  });
});
