// @ts-check
// What a machine can see without running the product: types, style, unused code, packages, doc comments, arrows.
import { checkArrows } from './check/arrows.mjs';
import { checkDocComments } from './check/doc-comments.mjs';
import { checkPackages } from './check/packages.mjs';
import { checkPartsPage } from './check/parts-page.mjs';
import { listProblems } from './check/problems.mjs';
import { checkSimd } from './check/simd.mjs';
import { checkSizes, measureSizes } from './check/sizes.mjs';
import { root, run } from './run.mjs';

run('style (biome)', 'biome', ['check', '.', '--error-on-warnings']);
run('types of the packages', 'tsc', ['-b']);
run('types of the tests', 'tsc', ['-p', 'test', '--noEmit']);
run("types of the models' build", 'tsc', ['-p', 'models', '--noEmit']);
run('unused files, exports and dependencies (knip)', 'knip', []);
listProblems('the arrows of the house', checkArrows(root));
listProblems('doc comments on every export', checkDocComments(root));
listProblems('docs/parts.md says what the types say', await checkPartsPage(root));
listProblems('the WebAssembly module is built from its sources', await checkSimd());
listProblems('what an application pays at once (pnpm sizes)', checkSizes(await measureSizes()));
await checkPackages();
