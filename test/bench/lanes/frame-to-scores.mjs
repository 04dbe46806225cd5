// @ts-check
import { median, rounded, spread } from '../statistics.mjs';

/**
 * Decoded frame → scores of the first model, ours and nsfwjs's (tfjs-wasm, SIMD), in workers of one page, in turns.
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function frameToScores({ browser, server: { origin } }, runs) {
  const page = await browser.newPage();
  await page.goto(`${origin}/page/none`);
  const measured = await page.evaluate(
    async ({ count, assets, wasm }) => {
      const bundles = '/test/bench/.bundles/';
      const ours = new Worker(`${bundles}ours-worker.js`, { type: 'module' });
      const theirs = new Worker(`${bundles}nsfwjs-worker.js`, { type: 'module' });
      const ask = (/** @type {Worker} */ worker, /** @type {object} */ message) =>
        new Promise((resolve, reject) => {
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage(message);
        });
      const oursMs = [];
      const theirsMs = [];
      let backend = '';
      let worst = 0;
      for (let run = -2; run < count; run++) {
        const blob = await (await fetch(`/picture/1mp-${(run + 2) % 3}`)).blob();
        const bitmap = await createImageBitmap(blob);
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        context?.drawImage(bitmap, 0, 0);
        const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height);
        if (pixels === undefined) throw new Error('no pixels');
        const frame = { width: pixels.width, height: pixels.height, data: pixels.data };
        const a = await ask(ours, { assets, frame });
        const b = await ask(theirs, { wasm, frame });
        backend = b.backend;
        for (const [label, score] of Object.entries(a.scores))
          worst = Math.max(worst, Math.abs(score - b.scores[label]));
        if (run < 0) continue; // warming up
        oursMs.push(a.ms);
        theirsMs.push(b.ms);
      }
      return { oursMs, theirsMs, backend, worst };
    },
    { count: runs, assets: `${origin}/test/support/.public/safe-upload/`, wasm: `${origin}/test/bench/.bundles/` },
  );
  await page.close();
  return {
    runs,
    backend: measured.backend,
    ...spread('oursMs', measured.oursMs),
    ...spread('nsfwjsMs', measured.theirsMs),
    timesAsFast: rounded(median(measured.theirsMs) / median(measured.oursMs)),
    largestScoreDifference: rounded(measured.worst),
  };
}
