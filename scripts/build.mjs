// @ts-check
import { run } from './run.mjs';

run('libraries (tsc -b)', 'tsc', ['-b']);
run('worker (esbuild)', process.execPath, ['packages/sdk/scripts/bundle-worker.mjs']);
