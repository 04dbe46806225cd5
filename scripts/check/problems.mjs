// @ts-check

/**
 * Prints the problems one a line and ends the process where there are any.
 * @param {string} title
 * @param {readonly string[]} problems
 */
export function listProblems(title, problems) {
  if (problems.length === 0) {
    console.log(`\n✓ ${title}`);
    return;
  }
  console.error(`\n✗ ${title}`);
  for (const problem of problems) console.error(`  ${problem}`);
  process.exit(1);
}
