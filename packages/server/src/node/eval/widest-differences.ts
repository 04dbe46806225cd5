import type { RatedPicture } from './rated-picture.js';

/** A picture and how far apart the models' risks of it are. */
export interface Difference extends RatedPicture {
  /** The highest risk less the lowest, in [0, 1]. */
  readonly difference: number;
}

/** The pictures on which the models differ most, at most `most`, widest first; of equal ones in the order given. */
export function widestDifferences(pictures: readonly RatedPicture[], most: number): readonly Difference[] {
  const widest: Difference[] = [];
  for (const picture of pictures) {
    if (picture.risks.length < 2) continue;
    // Rounded as risks are: 0.3 − 0.1 is 0.19999999999999998.
    const difference = Math.round((Math.max(...picture.risks) - Math.min(...picture.risks)) * 1e6) / 1e6;
    const place = widest.findIndex((other) => other.difference < difference);
    if (place < 0 && widest.length >= most) continue;
    widest.splice(place < 0 ? widest.length : place, 0, { ...picture, difference });
    if (widest.length > most) widest.pop();
  }
  return widest;
}
