// @ts-check
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where the bundled pages lie, below the repository's folder. */
export const bundleFolder = 'test/bench/.bundles';

/**
 * Bundles the pages and workers of the bench, minified, as an application would ship them, and puts the wasm files that
 * nsfwjs's backend asks for beside them.
 * @param {string} root
 */
export async function makeBundles(root) {
  const outdir = `${root}${bundleFolder}`;
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const shared = /** @type {const} */ ({
    bundle: true,
    format: 'esm',
    minify: true,
    outdir,
    target: 'es2022',
    logLevel: 'error',
  });
  await build({ ...shared, entryPoints: [`${here}pages/ours-worker.mjs`, `${here}pages/ours-page.mjs`] });
  // nsfwjs imports its models only when asked; splitting keeps the other two models out of what is counted.
  await build({
    ...shared,
    splitting: true,
    chunkNames: 'nsfwjs-[name]-[hash]',
    entryPoints: [`${here}pages/nsfwjs-worker.mjs`, `${here}pages/nsfwjs-page.mjs`],
  });
  const require = createRequire(import.meta.url);
  const backend = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'));
  for (const name of [
    'tfjs-backend-wasm-simd.wasm',
    'tfjs-backend-wasm.wasm',
    'tfjs-backend-wasm-threaded-simd.wasm',
  ]) {
    copyFileSync(`${backend}/${name}`, `${outdir}/${name}`);
  }
}
