// @ts-check
// What a machine can see without running the product: types, style, unused code, packages, doc comments, arrows.
import { checkArrows } from './check/arrows.mjs';
import { checkDocComments } from './check/doc-comments.mjs';
import { listProblems } from './check/problems.mjs';
import { root, run } from './run.mjs';

const packages = ['packages/sdk', 'packages/server', 'packages/react', 'models'];

run('style (biome)', 'biome', ['check', '.', '--error-on-warnings']);
run('types of the packages', 'tsc', ['-b']);
run('types of the tests', 'tsc', ['-p', 'test', '--noEmit']);
run('unused files, exports and dependencies (knip)', 'knip', []);
listProblems('the arrows of the house', checkArrows(root));
listProblems('doc comments on every export', checkDocComments(root));
for (const folder of packages) {
  run(`${folder}: what is published (publint)`, 'publint', ['--strict', '--pack', 'pnpm'], { cwd: `${root}${folder}` });
}
for (const folder of packages) {
  run(`${folder}: types as published (attw)`, 'attw', ['--pack', '.', '--profile', 'esm-only', '--quiet'], {
    cwd: `${root}${folder}`,
  });
}
