import type { Label } from './rated-picture.js';
import { type Share, shareOf } from './share.js';

/** How many pictures of one label a rule stopped. */
export interface LabelCount extends Label {
  readonly pictures: number;
  readonly stopped: number;
}

/** One label under one rule. What is right for it is to be stopped where it is bad, else to be let through. */
export interface LabelRates extends LabelCount {
  /** Of the label's pictures, those treated right. */
  readonly recall: Share;
  /**
   * Of those treated so, and being of this label or of the other side, the share of this label: for a bad label
   * of what was stopped, else of what was let through. Other labels of its own side are no mistakes and are left out. Of
   * a folder without pictures of the other side it is of nothing: always 1, it would only look good.
   */
  readonly precision: Share;
}

/** What one rule does to the whole folder. */
export interface Rates {
  readonly labels: readonly LabelRates[];
  /** Of all bad pictures, those stopped. */
  readonly found: Share;
  /** Of all others, those stopped. */
  readonly falseAlarms: Share;
  /** Of all pictures stopped, the bad ones: in the folder's own mixture, which is not a forum's. Of nothing, as above. */
  readonly precision: Share;
}

/** The rates of a rule from how many pictures of each label it stopped. */
export function ratesOf(counts: readonly LabelCount[]): Rates {
  const sum = (isBad: boolean, of: (count: LabelCount) => number): number =>
    counts.filter((count) => count.isBad === isBad).reduce((total, count) => total + of(count), 0);
  const found = sum(true, ({ stopped }) => stopped);
  const missed = sum(true, passedOf);
  const alarms = sum(false, ({ stopped }) => stopped);
  const harmless = sum(false, ({ pictures }) => pictures);
  const isTwoSided = harmless > 0 && found + missed > 0;
  const precision = (right: number, of: number): Share => (isTwoSided ? shareOf(right, of) : shareOf(0, 0));
  return {
    labels: counts.map((count) => {
      const right = count.isBad ? count.stopped : passedOf(count);
      return {
        ...count,
        recall: shareOf(right, count.pictures),
        precision: precision(right, right + (count.isBad ? alarms : missed)),
      };
    }),
    found: shareOf(found, found + missed),
    falseAlarms: shareOf(alarms, harmless),
    precision: precision(found, found + alarms),
  };
}

function passedOf({ pictures, stopped }: LabelCount): number {
  return pictures - stopped;
}
