import type { Judge } from './judge.js';
import type { Label, RatedPicture } from './rated-picture.js';

/** One judge's numbers of all pictures of one label, ascending. */
export interface LabelRatings extends Label {
  readonly ratings: Float64Array;
}

/** What one judge says of every picture, by label, in the order of the labels. */
export function ratingsByLabel(
  judge: Judge,
  labels: readonly Label[],
  pictures: readonly RatedPicture[],
): readonly LabelRatings[] {
  const byLabel = new Map<string, number[]>(labels.map(({ name }) => [name, []]));
  for (const picture of pictures) byLabel.get(picture.label)?.push(judge.rate(picture));
  return labels.map((label) => ({ ...label, ratings: Float64Array.from(byLabel.get(label.name) ?? []).sort() }));
}

/** The numbers of all labels of one side, ascending. */
export function ratingsOfSide(labels: readonly LabelRatings[], isBad: boolean): Float64Array {
  const side = labels.filter((label) => label.isBad === isBad);
  const all = new Float64Array(side.reduce((sum, { ratings }) => sum + ratings.length, 0));
  let at = 0;
  for (const { ratings } of side) {
    all.set(ratings, at);
    at += ratings.length;
  }
  return all.sort();
}

/** How many of ascending numbers are strictly above the threshold, as in the policies: one that is equal is not. */
export function countAbove(ratings: Float64Array, threshold: number): number {
  let low = 0;
  let high = ratings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ratings[middle] ?? 0) > threshold) high = middle;
    else low = middle + 1;
  }
  return ratings.length - low;
}
