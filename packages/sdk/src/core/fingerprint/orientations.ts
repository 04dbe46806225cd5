import type { Frame } from '../frame.js';
import { evenSamplesOf } from './even-samples.js';
import { type Fingerprint, leastQuality } from './fingerprint.js';
import { fingerprintOf, fingerprintOfRows, isTooThin } from './fingerprint-of.js';
import { lumaOf } from './luma.js';
import { bandOf, bandSide, hashOfBand, qualitiesWithin, qualityOf } from './pdq.js';
import type { ReadRow } from './samples.js';

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
 * Eight fingerprints, in the order of {@link orientations}: each hash to the bit that of the really turned or mirrored
 * pixels, each quality within 1 of theirs and on the same side of `leastQuality`. Changing signs of one transform, as
 * the reference's dihedral hashes do, is up to 88 bits off and misses 14–43 % of turned copies. The first is
 * `fingerprintOf`'s. For inverted pictures see `invertHash`.
 *
 * Takes about 2.2 times as long as one where the picture's bits are clear ({@link clearFingerprintOf}); each orientation
 * in which they are not is filtered as the reference does it, for as long as one, on a luma plane of the whole picture.
 */
export function fingerprintsOfOrientations(frame: Frame): Fingerprint[] {
  const { width, height } = frame;
  const upright = fingerprintOf(frame);
  if (isTooThin(width, height)) return orientations.map(() => upright);
  const even = evenSamplesOf(frame);
  let luma: Float32Array | null = null;
  let turned: Float32Array | null = null;
  return orientations.map((_, index) => {
    if (index === 0) return upright;
    // 5 to 8 are the transposed pictures of 1, 4, 3, 2.
    const isTurned = index >= 4;
    const samples = even[isTurned ? (8 - index) % 4 : index];
    const clear = clearFingerprintOf(samples, isTurned);
    if (clear !== null) return clear;
    luma ??= lumaOf(frame);
    if (!isTurned) return fingerprintOfRows(width, height, rowsOf(luma, width, height, index));
    turned ??= transposed(luma, width, height);
    return fingerprintOfRows(height, width, rowsOf(turned, height, width, index - 4));
  });
}

/**
 * How far apart the 128th and 129th coefficient must be for the bits to be clear. Over 8 orientations of 83 pictures
 * (noise, gradients, blocks, bright and thin ones, photographs' textures, 25 px to 12 MP) no coefficient of the
 * reference was more than 0.0042 off real arithmetic; this allows each 0.01.
 */
const clearGap = 0.02;

/** How far a step, in hundredths of the range, may be off real arithmetic. In the same pictures: at most 0.0025. */
const stepSlack = 0.01;

/**
 * The fingerprint of samples without the reference's rounding, or null where rounding could turn a bit: then the two
 * coefficients beside the median lie too close, or the quality may be on either side of `leastQuality`.
 */
function clearFingerprintOf(samples: Float32Array, isTransposed: boolean): Fingerprint | null {
  const [least, most] = qualitiesWithin(samples, stepSlack);
  if (least < leastQuality && most >= leastQuality) return null;
  const band = bandOf(samples);
  const sorted = Float32Array.from(band).sort();
  if (sorted[128] - sorted[127] < clearGap) return null;
  return { hash: hashOfBand(isTransposed ? transposed(band, bandSide, bandSide) : band), quality: qualityOf(samples) };
}

/** The rows of a plane that is upright (0), mirrored (1), turned by 180° (2) or flipped (3). */
function rowsOf(plane: Float32Array, width: number, height: number, way: number): ReadRow {
  const isUpsideDown = way >= 2;
  const copy = way === 1 || way === 2 ? copyRowMirrored : copyRow;
  return (y, target, offset) => copy(plane, width, isUpsideDown ? height - 1 - y : y, target, offset);
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
