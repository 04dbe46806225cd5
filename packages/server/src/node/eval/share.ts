/** A count out of a number of pictures, with what it says of the pictures it was drawn from. */
export interface Share {
  readonly count: number;
  readonly of: number;
  /** `count / of`, in [0, 1]; null of no picture at all. */
  readonly share: number | null;
  /** Wilson's 95 % interval of the share, in [0, 1]; 0 to 1 of no picture at all. */
  readonly low: number;
  readonly high: number;
}

/** The 0.975 quantile of the normal distribution: 95 % of it lie within so many deviations on both sides. */
const z = 1.959963984540054;

/**
 * The share with its interval by Wilson's score method without continuity correction (Wilson 1927; method 3 of Newcombe,
 * Statistics in Medicine 17, 1998), which stays within [0, 1] and says something of 0 and of all, where the common
 * interval has no width.
 */
export function shareOf(count: number, of: number): Share {
  if (of === 0) return { count, of, share: null, low: 0, high: 1 };
  const share = count / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  // At both ends the bound is the share itself; computed, it misses it by a rounding.
  return {
    count,
    of,
    share,
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === of ? 1 : Math.min(1, middle + half),
  };
}

/**
 * How many pictures, none of which raised an alarm, it takes for the interval's upper end to be `wanted` (in (0, 1)) or
 * less: with fewer, no outcome could show a share so small.
 */
export function picturesToShow(wanted: number): number {
  return Math.ceil((z * z * (1 - wanted)) / wanted);
}
