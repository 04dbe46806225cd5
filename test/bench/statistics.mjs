// @ts-check

/** The middle of the values, the mean of the two middle ones where there is an even number. @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** To `digits` significant digits. @param {number} value */
export function rounded(value, digits = 3) {
  return Number(value.toPrecision(digits));
}
