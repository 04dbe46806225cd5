/** Where a judge stands when it stops everything above one number: counts, of all bad and of all other pictures. */
export interface CurvePoint {
  readonly found: number;
  readonly alarms: number;
}

/** All operating points of one judge, and the areas under both curves. */
export interface RankCurve {
  readonly bad: number;
  readonly harmless: number;
  /** From nothing stopped to everything, one point a distinct number; pictures with equal numbers come together. */
  readonly points: readonly CurvePoint[];
  /**
   * Area under the ROC curve: the probability that a bad picture has a higher number than another one, ties counted half
   * (the Mann–Whitney statistic by ranks). Null where one side has no picture.
   */
  readonly area: number | null;
  /** Average precision: the sum over the points of their precision times the recall gained there. Null as above. */
  readonly averagePrecision: number | null;
}

/** The curve of ascending numbers of both sides. */
export function rankCurve(bad: Float64Array, harmless: Float64Array): RankCurve {
  const points: CurvePoint[] = [{ found: 0, alarms: 0 }];
  let [found, alarms, wins, precisions] = [0, 0, 0, 0];
  // From the highest number down; each turn takes at least one picture.
  while (found < bad.length || alarms < harmless.length) {
    const number = Math.max(nextOf(bad, found), nextOf(harmless, alarms));
    const before = { found, alarms };
    while (found < bad.length && nextOf(bad, found) === number) found++;
    while (alarms < harmless.length && nextOf(harmless, alarms) === number) alarms++;
    const [more, ties] = [found - before.found, alarms - before.alarms];
    wins += more * (harmless.length - alarms) + (more * ties) / 2;
    precisions += (more * found) / (found + alarms);
    points.push({ found, alarms });
  }
  const isTwoSided = bad.length > 0 && harmless.length > 0;
  return {
    bad: bad.length,
    harmless: harmless.length,
    points,
    area: isTwoSided ? wins / (bad.length * harmless.length) : null,
    averagePrecision: isTwoSided ? precisions / bad.length : null,
  };
}

/** The highest of ascending numbers behind the `taken` highest ones. */
function nextOf(ascending: Float64Array, taken: number): number {
  return ascending[ascending.length - 1 - taken] ?? Number.NEGATIVE_INFINITY;
}
