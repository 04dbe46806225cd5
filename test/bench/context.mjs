// @ts-check
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../scripts/find-chromium.mjs';

/** The repository's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What a lane in the browser works with.
 * @typedef {object} Bench
 * @property {import('playwright-core').Browser} browser
 * @property {Awaited<ReturnType<typeof import('./bench-server.mjs').startBenchServer>>} server
 * @property {import('@safeupload/sdk/core').DevicePolicy} policy the device policy that is bundled
 */

/**
 * The assets folder, the bundles, the server and a Chromium. Throws one line that says what to install where there is none.
 * @returns {Promise<Bench & { close: () => Promise<void> }>}
 */
export async function openBench() {
  const executablePath = await ensureChromium();
  const [{ defaultDevicePolicy }, { default: makePublic }, { makeBundles }, { startBenchServer }] = await Promise.all([
    import('@safeupload/sdk/core'),
    import('../support/make-public.mjs'),
    import('./bundles.mjs'),
    import('./bench-server.mjs'),
  ]);
  await makePublic();
  await makeBundles(root);
  const server = await startBenchServer(root);
  const browser = await chromium.launch({ executablePath, args: chromiumArguments });
  console.log('▸ compressing what the pages fetch (once; the result is kept)');
  await server.warm([
    ...['worker.js', 'ort-wasm-simd-threaded.wasm', 'mobilenet-v2/model.onnx', 'open-nsfw/model.onnx'].map(
      (name) => `/test/support/.public/safe-upload/${name}`,
    ),
    '/test/bench/.bundles/tfjs-backend-wasm-simd.wasm',
    '/test/bench/.bundles/nsfwjs-page.js',
    '/test/bench/.bundles/nsfwjs-worker.js',
  ]);
  return {
    browser,
    server,
    policy: defaultDevicePolicy,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** What is missing before anything can be measured, as one line to print; null where nothing is. */
export function missing() {
  if (!existsSync(`${root}packages/server/dist/node/measure/process.js`))
    return 'The libraries are not built: run "npx pnpm@10.34.8 build" first, or leave out --no-build.';
  if (!existsSync(`${root}models/mobilenet-v2/model.onnx`))
    return 'models/mobilenet-v2/model.onnx is missing: it is part of the repository (or "npx pnpm@10.34.8 models:build" makes it).';
  return null;
}
