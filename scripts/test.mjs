// @ts-check
// Everything that decides whether `main` is green, in the order in which a failure is cheapest to find.
import { ensureChromium } from './find-chromium.mjs';
import { run } from './run.mjs';

const chromium = await ensureChromium().catch((/** @type {Error} */ error) => {
  console.error(error.message);
  process.exit(1);
});
const env = { CHROMIUM_PATH: chromium };

run('build', process.execPath, ['scripts/build.mjs']);
run('check', process.execPath, ['scripts/check.mjs']);
run('unit tests and browser tests (vitest)', 'vitest', ['run'], { env });
run('end-to-end tests (playwright)', 'playwright', ['test'], { env });
