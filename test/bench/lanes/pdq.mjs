// @ts-check
import { pathToFileURL } from 'node:url';
import { bundleFolder } from '../bundles.mjs';
import { root } from '../context.mjs';
import { median, rounded, spread } from '../statistics.mjs';

/**
 * One fingerprint in WebAssembly SIMD beside plain TypeScript, in turns, in a worker of the browser and in this process.
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function pdq({ browser, server }, runs) {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/page/none`);
  const inWorker = await page.evaluate(
    ({ address, count }) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(address, { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({ runs: count });
      }),
    { address: `/${bundleFolder}/pdq-worker.js`, count: runs },
  );
  await page.close();
  const { timePdq } = await import(pathToFileURL(`${root}${bundleFolder}/pdq.js`).href);
  return { runs, chromium: rowsOf(inWorker), node: rowsOf(timePdq(runs)) };
}

/** @param {Record<string, { wasmMs: number[], plainMs: number[] }>} sizes */
function rowsOf(sizes) {
  return Object.fromEntries(
    Object.entries(sizes).map(([size, { wasmMs, plainMs }]) => [
      size,
      {
        ...spread('wasmMs', wasmMs),
        ...spread('plainMs', plainMs),
        timesAsFast: rounded(median(plainMs) / median(wasmMs)),
      },
    ]),
  );
}
