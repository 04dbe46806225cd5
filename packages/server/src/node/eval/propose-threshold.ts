import { countAbove } from './label-ratings.js';
import { picturesToShow, type Share, shareOf } from './share.js';

/** A threshold and what it does to the folder. */
export interface ThresholdRates {
  /** In thousandths. At 1 nothing is stopped: no number is above. */
  readonly threshold: number;
  readonly falseAlarms: Share;
  readonly found: Share;
}

/** The thresholds that a judge would need for a wanted share of false alarms. */
export interface Proposal {
  /** The share of false alarms wanted, in (0, 1). */
  readonly wanted: number;
  /** The smallest threshold at which at most the wanted share of the folder's harmless pictures is stopped. */
  readonly onFolder: ThresholdRates;
  /** The smallest at which even the upper end of the 95 % interval is within it; null where no threshold is. */
  readonly sure: ThresholdRates | null;
  /** How many harmless pictures it takes at least to show the wanted share; with fewer the folder is too small. */
  readonly picturesNeeded: number;
}

/** The proposal of a judge's ascending numbers of both sides; null where there is no harmless picture. */
export function proposeThreshold(bad: Float64Array, harmless: Float64Array, wanted: number): Proposal | null {
  if (harmless.length === 0) return null;
  const at = (allowed: number): ThresholdRates => {
    const threshold = thresholdAllowing(harmless, allowed);
    return {
      threshold,
      falseAlarms: shareOf(countAbove(harmless, threshold), harmless.length),
      found: shareOf(countAbove(bad, threshold), bad.length),
    };
  };
  const surely = mostAlarms(harmless.length, (alarms) => shareOf(alarms, harmless.length).high <= wanted);
  return {
    wanted,
    onFolder: at(mostAlarms(harmless.length, (alarms) => alarms / harmless.length <= wanted) ?? 0),
    sure: surely === null ? null : at(surely),
    picturesNeeded: picturesToShow(wanted),
  };
}

/** The most alarms of 0 … `of` that are within; null where not even none is. What is within goes from none upwards. */
function mostAlarms(of: number, isWithin: (alarms: number) => boolean): number | null {
  if (!isWithin(0)) return null;
  let low = 0;
  let high = of;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isWithin(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The smallest threshold, in thousandths, with at most so many of ascending numbers above it. */
function thresholdAllowing(ascending: Float64Array, alarms: number): number {
  const highestAllowed = ascending[ascending.length - 1 - alarms] ?? 0;
  // Numbers have 6 decimal places: in whole millionths nothing is rounded on the wrong side.
  return Math.ceil(Math.round(highestAllowed * 1e6) / 1e3) / 1e3;
}
