// @ts-check
/**
 * The page, from what `describePolicy` says of the default policy.
 * @param {readonly { readonly path: string; readonly value: number; readonly unit: string; readonly why: string }[]} lines
 * @returns {string}
 */
export function policyPage(lines) {
  const sections = [...new Set(lines.map(({ path }) => path.split('.')[0] ?? ''))].filter((name) => name !== 'v');
  const tables = sections.map((section) => {
    const rows = lines
      .filter(({ path }) => path.split('.')[0] === section)
      .map(({ path, value, unit, why }) => `| \`${path}\` | ${spell(value, unit)} | ${why.replaceAll('|', '\\|')} |`);
    return `## ${section}\n\n| number | default | why |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Every number of the server's policy

Made by \`node scripts/policy-docs.mjs\` from the tables that the parser and the defaults are made of; a test fails when it is
not up to date. Give \`createVerifier({ policy })\` your own: \`{ ...defaultServerPolicy, id: 'ours-1', curtain: { … } }\`;
\`safeupload serve --policy FILE\` takes the sections that differ, each whole, as JSON. A number
out of its bounds is refused with \`policy-invalid\`. What is not a number (uses in which newcomers wait, cover hours, the
failure table) stands in [night.md](night.md) and [failures.md](failures.md).

${tables.join('\n')}`;
}

/** A value with its unit, times in the largest unit that divides them. @param {number} value @param {string} unit */
function spell(value, unit) {
  if (unit !== 'ms') return `${value.toLocaleString('en-GB', { maximumFractionDigits: 3 })} ${unit}`;
  const steps = /** @type {const} */ ([
    ['days', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ]);
  const step = steps.find(([, ms]) => value >= ms && value % ms === 0);
  return step === undefined ? `${value} ms` : `${value / step[1]} ${step[0]}`;
}
