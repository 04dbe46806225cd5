import type { Frame } from '../frame.js';
import { type Fingerprint, leastQuality } from './fingerprint.js';
import { fingerprintOf, isTooThin } from './fingerprint-of.js';
import { bandSide, hashOfBand, qualitiesWithin } from './pdq.js';
import { transposed } from './transposed.js';
import { type EvenPicture, fastTurnable, plainTurnable } from './turnable.js';

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
 * One reading of the pixels gives all eight where the picture's bits are clear ({@link clearFingerprintOf}); for each
 * orientation in which they are not, the turned pixels are read and filtered as the reference does it.
 */
export function fingerprintsOfOrientations(frame: Frame): Fingerprint[] {
  if (isTooThin(frame.width, frame.height)) {
    const nothing = fingerprintOf(frame);
    return orientations.map(() => nothing);
  }
  const { upright, even, turned } = fastTurnable(frame) ?? plainTurnable(frame);
  const clear = even.map(clearFingerprintOf);
  return orientations.map((_, way) => {
    if (way === 0) return upright;
    // 5 to 8 are the transposed pictures of 1, 4, 3, 2: so are their coefficients.
    const isTransposed = way >= 4;
    return clear[isTransposed ? (8 - way) % 4 : way]?.(isTransposed) ?? turned(way);
  });
}

/**
 * How far apart the 128th and 129th coefficient must be for the bits to be clear. Over 8 orientations of 60 photographs
 * and of 83 synthetic pictures (noise, gradients, blocks, 25 px to 12 MP) no coefficient of the reference was more than
 * 0.0085 off; this allows each 0.015. It is the reference that rounds: even samples are within 0.0005 of real arithmetic.
 */
const clearGap = 0.03;

/** How far a step, in hundredths of the range, may be off. In the same pictures: at most 0.0025. */
const stepSlack = 0.01;

/**
 * The fingerprint of samples without the reference's rounding, as they are or transposed, or null where rounding could
 * turn a bit: then the two coefficients beside the median lie too close, or the quality may be on either side of
 * `leastQuality`.
 */
function clearFingerprintOf({ samples, band }: EvenPicture): ((isTransposed: boolean) => Fingerprint) | null {
  const { quality, least, most } = qualitiesWithin(samples, stepSlack);
  if (least < leastQuality && most >= leastQuality) return null;
  const sorted = Float32Array.from(band).sort();
  if (sorted[128] - sorted[127] < clearGap) return null;
  return (isTransposed) => ({
    hash: hashOfBand(isTransposed ? transposed(band, bandSide, bandSide) : band),
    quality,
  });
}
