// @ts-check
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where the bundled pages lie, below the repository's folder. */
export const bundleFolder = 'test/bench/.bundles';

/**
 * Bundles the pages and workers of the bench from the sources, minified, as an application would ship them, and puts the
 * wasm files that nsfwjs's backend asks for beside them.
 * @param {string} root
 */
export async function makeBundles(root) {
  const outdir = `${root}${bundleFolder}`;
  // Not emptied first: a second bench may be running on what is there.
  mkdirSync(outdir, { recursive: true });
  /** @type {import('esbuild').BuildOptions} */
  const shared = {
    bundle: true,
    format: 'esm',
    minify: true,
    outdir,
    target: 'es2023',
    conditions: ['@safeupload/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  };
  const ours = [
    'ours-worker',
    'ours-page',
    'load-none',
    'load-store',
    'load-react',
    'load-react-drop-in',
    'many-files',
    'pdq-worker',
    'pdq',
  ];
  // As an application's bundler does it. nsfwjs imports its models only when asked, ours most of its code only when the picker
  // is touched: one file of everything would count what no page loads, and hide a request that every page makes.
  for (const name of [...ours, 'nsfwjs-worker', 'nsfwjs-page', 'load-nsfwjs']) {
    await build({
      ...shared,
      splitting: true,
      chunkNames: `${name}-[name]-[hash]`,
      entryPoints: [`${here}pages/${name}.mjs`],
    });
  }
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
