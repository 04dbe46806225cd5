import type { Frame } from '../frame.js';
import type { Fingerprint } from './fingerprint.js';
import { lumaOf, readLumaRow } from './luma.js';
import { fingerprintOfSamples } from './pdq.js';
import { type ReadRow, samplesOf } from './samples.js';

/** Thinner or lower pictures have no fingerprint: quality 0 and a hash of zeros, as in the reference. */
const leastSidePx = 5;

/**
 * The eight ways to turn and mirror a picture, in the order of {@link fingerprintsOfOrientations}: the entry at index
 * `n − 1` is the picture as it would be shown if it carried the EXIF orientation `n`.
 */
export const orientations = [
  'upright',
  'mirrored',
  'turned-180',
  'flipped',
  'transposed',
  'turned-90',
  'transversed',
  'turned-270',
] as const;

/** One of {@link orientations}. Turns are clockwise; `mirrored` is left for right, `flipped` top for bottom. */
export type Orientation = (typeof orientations)[number];

/**
 * The fingerprint of a frame: PDQ, full-resolution family, equal to the bit to the reference's. The caller has
 * composited the frame over white. Takes about 3 ms at 512 × 512, 12 ns a pixel.
 */
export function fingerprintOf(frame: Frame): Fingerprint {
  const { width, height } = frame;
  return hashed(width, height, (y, target, offset) => readLumaRow(frame, y, target, offset));
}

/**
 * Eight fingerprints, in the order of {@link orientations}, each of the really turned or mirrored pixels: changing signs
 * of one transform, as the reference's dihedral hashes do, is up to 88 bits off and misses 14–43 % of turned copies.
 * The first is {@link fingerprintOf}'s. For inverted pictures see `invertHash`. Holds two luma planes.
 */
export function fingerprintsOfOrientations(frame: Frame): Fingerprint[] {
  const { width, height } = frame;
  const luma = lumaOf(frame);
  const fingerprints = fourOf(luma, width, height);
  // 5, 6, 7, 8 are to the transposed picture what 1, 2, 3, 4 are to the picture itself.
  return fingerprints.concat(fourOf(transposed(luma, width, height), height, width));
}

function fourOf(plane: Float32Array, width: number, height: number): Fingerprint[] {
  const last = height - 1;
  const forward: ReadRow = (y, target, offset) => copyRow(plane, width, y, target, offset);
  const backward: ReadRow = (y, target, offset) => copyRowMirrored(plane, width, y, target, offset);
  return [
    hashed(width, height, forward),
    hashed(width, height, backward),
    hashed(width, height, (y, target, offset) => backward(last - y, target, offset)),
    hashed(width, height, (y, target, offset) => forward(last - y, target, offset)),
  ];
}

function hashed(width: number, height: number, readRow: ReadRow): Fingerprint {
  if (width < leastSidePx || height < leastSidePx) return { hash: '0'.repeat(64), quality: 0 };
  return fingerprintOfSamples(samplesOf(width, height, readRow));
}

function copyRow(plane: Float32Array, width: number, y: number, target: Float32Array, offset: number): void {
  target.set(plane.subarray(y * width, (y + 1) * width), offset);
}

function copyRowMirrored(plane: Float32Array, width: number, y: number, target: Float32Array, offset: number): void {
  const end = (y + 1) * width - 1;
  for (let x = 0; x < width; x++) target[offset + x] = plane[end - x];
}

/** The plane mirrored along its main diagonal, in tiles, so that neither side is read or written against the cache. */
function transposed(plane: Float32Array, width: number, height: number): Float32Array {
  const turned = new Float32Array(width * height);
  const tile = 32;
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      const bottom = Math.min(top + tile, height);
      const right = Math.min(left + tile, width);
      for (let x = left; x < right; x++) {
        for (let y = top; y < bottom; y++) turned[x * height + y] = plane[y * width + x];
      }
    }
  }
  return turned;
}
