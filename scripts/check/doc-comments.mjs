// @ts-check
import { sourceFiles } from './source-files.mjs';

const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/;

/**
 * Exported declarations of the packages without a doc comment directly above, star exports, default exports, and
 * comments that silence the compiler. One line a problem.
 * @param {string} root
 * @returns {string[]}
 */
export function checkDocComments(root) {
  return sourceFiles(root, 'packages')
    .filter(({ path }) => path.includes('/src/') && !path.endsWith('.d.ts'))
    .flatMap(({ path, text }) => problemsOf(path, text.split('\n')));
}

/** @param {string} path @param {readonly string[]} lines */
function problemsOf(path, lines) {
  const problems = [];
  const documented = new Set();
  for (const [index, line] of lines.entries()) {
    const at = `${path}:${index + 1}`;
    if (/^export \*/.test(line)) problems.push(`${at} star export: list the names by hand`);
    if (/^export default/.test(line)) problems.push(`${at} default export: name it`);
    if (/@ts-(ignore|nocheck|expect-error)/.test(line)) problems.push(`${at} silences the compiler`);
    const name = declaration.exec(line)?.[1];
    if (name === undefined || documented.has(name)) continue;
    // The comment of an overloaded function stands above its first signature.
    if ((lines[index - 1] ?? '').trimEnd().endsWith('*/')) documented.add(name);
    else problems.push(`${at} ${name} has no doc comment`);
  }
  return problems;
}
