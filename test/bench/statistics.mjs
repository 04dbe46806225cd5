// @ts-check

/** The middle of the values, the mean of the two middle ones where there is an even number. @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The value that the share `at` of the values is not above, between two of them in proportion (R's type 7, NumPy's default).
 * @param {readonly number[]} values @param {number} at
 */
function quantile(values, at) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * at;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** To `digits` significant digits. @param {number} value */
export function rounded(value, digits = 3) {
  return Number(value.toPrecision(digits));
}

/**
 * A median under `key` with its quartiles under `keyQ1` and `keyQ3`, as every lane reports what it timed.
 * @param {string} key @param {readonly number[]} values
 * @returns {Record<string, number>}
 */
export function spread(key, values) {
  return {
    [key]: rounded(median(values)),
    [`${key}Q1`]: rounded(quantile(values, 0.25)),
    [`${key}Q3`]: rounded(quantile(values, 0.75)),
  };
}
