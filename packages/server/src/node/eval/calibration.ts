/** The pictures whose risk lies in one tenth of [0, 1]: from `from`, up to and without the next one's. */
export interface ReliabilityBin {
  readonly from: number;
  readonly until: number;
  readonly pictures: number;
  /** Mean risk of the bin's pictures; null of an empty bin. */
  readonly meanRisk: number | null;
  /** Share of them that is bad; null of an empty bin. A calibrated model's is its mean risk. */
  readonly badShare: number | null;
}

/** How far a model's risk is a probability, in the folder's own mixture. */
export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Mean of (risk − 1)² over bad pictures and risk² over others, [0, 1]: 0 is perfect, always saying 0.5 gives 0.25. */
  readonly brier: number;
  /** Mean distance of a bin's mean risk from its share of bad pictures, weighted by its pictures, [0, 1]. */
  readonly expectedError: number;
}

const binCount = 10;
/** Risks have 6 decimal places: in whole millionths a risk of 0.3 lies in the bin from 0.3, whatever 0.3 × 10 gives. */
const millionths = 1e6;

/** The calibration of a model's risks of both sides; null where one of them has no picture. */
export function calibrationOf(bad: Float64Array, harmless: Float64Array): Calibration | null {
  if (bad.length === 0 || harmless.length === 0) return null;
  const sums = Array.from({ length: binCount }, () => ({ pictures: 0, bad: 0, risk: 0 }));
  let squares = 0;
  const add = (risk: number, truth: 0 | 1): void => {
    const place = Math.floor((Math.round(risk * millionths) * binCount) / millionths);
    const bin = sums[Math.min(binCount - 1, place)];
    if (!bin) return;
    bin.pictures++;
    bin.bad += truth;
    bin.risk += risk;
    squares += (risk - truth) ** 2;
  };
  for (const risk of bad) add(risk, 1);
  for (const risk of harmless) add(risk, 0);
  const pictures = bad.length + harmless.length;
  return {
    bins: sums.map((sum, index) => ({
      from: index / binCount,
      until: (index + 1) / binCount,
      pictures: sum.pictures,
      meanRisk: sum.pictures === 0 ? null : sum.risk / sum.pictures,
      badShare: sum.pictures === 0 ? null : sum.bad / sum.pictures,
    })),
    brier: squares / pictures,
    expectedError: sums.reduce((total, sum) => total + Math.abs(sum.risk - sum.bad), 0) / pictures,
  };
}
