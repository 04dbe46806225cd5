// @ts-check
// Writes docs/parts.md from the types of the parts. With --check writes nothing and fails where the page is not up to date.
import { writeFile } from 'node:fs/promises';
import { checkPartsPage, partsPage } from './check/parts-page.mjs';
import { listProblems } from './check/problems.mjs';
import { root } from './run.mjs';

if (process.argv.includes('--check')) listProblems('docs/parts.md', await checkPartsPage(root));
else await writeFile(new URL('../docs/parts.md', import.meta.url), await partsPage(root));
