// @ts-check
// pick → screen → upload → outcome in Firefox and WebKitGTK, beside Chromium. `--docs` writes the tables of docs/browsers.md.
import { ensureChromium } from '../../scripts/find-chromium.mjs';
import { run } from '../../scripts/run.mjs';
import { ensureEngines } from './find-engines.mjs';

const unknown = process.argv.slice(2).filter((parameter) => parameter !== '--docs' && parameter !== '--no-build');
if (unknown.length > 0) {
  console.error(`There is no option ${unknown.join(' ')}: expected --docs, --no-build or nothing.`);
  process.exit(2);
}
try {
  ensureEngines();
  await ensureChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
if (!process.argv.includes('--no-build')) run('build', process.execPath, ['scripts/build.mjs']);
run('other engines (vitest)', 'vitest', ['run', '--config', 'test/engines/vitest.config.ts'], {
  env: { SAFEUPLOAD_WRITE_DOCS: process.argv.includes('--docs') ? '1' : '' },
});
