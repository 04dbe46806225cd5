// @ts-check

/**
 * One level of dotted keys, which stay the same from release to release.
 * @param {object} value
 * @param {string} [prefix]
 * @returns {Record<string, unknown>}
 */
export function flat(value, prefix = '') {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      typeof item === 'object' && item !== null
        ? Object.entries(flat(item, `${prefix}${key}.`))
        : [[prefix + key, item]],
    ),
  );
}

/**
 * A lane on the terminal: a line a key, quartiles in brackets behind their median.
 * @param {string} name @param {string} about @param {object} found @param {number} tookMs
 */
export function print(name, about, found, tookMs) {
  console.log(`\n${name}: ${about} (${Math.round(tookMs / 1000)} s)`);
  const all = flat(found);
  for (const [key, value] of Object.entries(all)) {
    if (/Q[13]$/.test(key) && Object.hasOwn(all, key.slice(0, -2))) continue;
    const spread = Object.hasOwn(all, `${key}Q1`) ? `  (${all[`${key}Q1`]} – ${all[`${key}Q3`]})` : '';
    console.log(`  ${key.padEnd(44)} ${value}${spread}`);
  }
}
