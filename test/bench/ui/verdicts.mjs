// @ts-check

/**
 * All that was measured of one uploader.
 * @typedef {object} Measured
 * @property {string} title
 * @property {string} version
 * @property {boolean} list
 * @property {Awaited<ReturnType<typeof import('./measures/rows.mjs').rows>>} rows
 * @property {Awaited<ReturnType<typeof import('./measures/lost-files.mjs').lostFiles>>} files
 * @property {Awaited<ReturnType<typeof import('./measures/announcements.mjs').announcements>>} events
 * @property {Awaited<ReturnType<typeof import('./measures/axe-violations.mjs').axeViolations>>} axe
 * @property {Awaited<ReturnType<typeof import('./measures/sizes.mjs').sizes>>} bytes
 */

/**
 * The four comparisons: what is compared, as a number of which more is better. Of the two counts of rows the lower one
 * counts: a row that comes and goes is none.
 * @type {readonly { name: string, of: (measured: Measured) => number }[]}
 */
const comparisons = [
  { name: 'rows visible after adding', of: ({ rows }) => Math.min(rows.soon, rows.screening) },
  { name: 'files lost', of: ({ files }) => -files.lost },
  { name: 'events announced', of: ({ events }) => events.announced },
  { name: 'axe violations', of: ({ axe }) => -axe.rules },
];

/** On how many of the four ours has to be strictly better than each other one. */
const strictlyBetterOn = 2;

/**
 * What issue and docs promise of ours beside the others, each as a sentence with whether it is so.
 * @param {Measured} ours @param {readonly Measured[]} others
 * @returns {{ sentence: string, ok: boolean }[]}
 */
export function verdictsOf(ours, others) {
  const never = comparisons.map(({ name, of }) => {
    const better = others.filter((other) => of(other) > of(ours)).map(({ title }) => title);
    const which = better.length === 0 ? '' : ` (${better.join(', ')} better)`;
    return { sentence: `${name}: never worse than any${which}`, ok: better.length === 0 };
  });
  const strictly = others.map((other) => {
    const on = comparisons.filter(({ of }) => of(ours) > of(other)).map(({ name }) => name);
    const which = on.length === 0 ? '' : `: ${on.join(', ')}`;
    const sentence = `strictly better than ${other.title} on ${on.length} of ${comparisons.length}${which}`;
    return { sentence, ok: on.length >= strictlyBetterOn };
  });
  const whole = (/** @type {Measured} */ { bytes }) => bytes.js + bytes.css;
  const smaller = others
    .filter(({ list }) => list)
    .map((other) => ({
      sentence: `smaller than ${other.title}: ${kilobytes(whole(ours))} to ${kilobytes(whole(other))} KB of JavaScript and CSS`,
      ok: whole(ours) < whole(other),
    }));
  return [...never, ...strictly, ...smaller];
}

/** Thousands of bytes, with one digit behind the point. @param {number} bytes */
export function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
