// @ts-check
import { chromiumCpuMs } from '../processes.mjs';
import { median, rounded, spread } from '../statistics.mjs';
import { prepare } from './whole-screen.mjs';

/** Pictures in one batch: the browser counts processor time in steps of 10 ms. */
const batch = 10;

/**
 * Processor time a picture of 1 MP costs, warm, in all processes of the browser together: page, worker, decoder threads,
 * the browser's own. A proxy for energy, which nothing here can measure: it knows no clock rates and no memory traffic.
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function energy({ browser, server, policy }, runs) {
  const session = await browser.newBrowserCDPSession();
  const ours = await browser.newPage();
  const theirs = await browser.newPage();
  await ours.goto(`${server.origin}/page/ours-page`);
  await theirs.goto(`${server.origin}/page/nsfwjs-page`);
  await prepare(ours, `${server.origin}/test/support/.public/safe-upload/`);
  await prepare(theirs, `${server.origin}/test/bench/.bundles/`);
  const lanes = /** @type {const} */ ([
    ['plain', ours, 'plain'],
    ['asIs', ours, 'as-is'],
    ['nsfwjs', theirs, 'plain'],
  ]);
  /** @type {Record<'plain' | 'asIs' | 'nsfwjs', number[]>} */
  const found = { plain: [], asIs: [], nsfwjs: [] };
  for (let run = -1; run < runs; run++) {
    for (const [name, page, preparation] of lanes) {
      await page.bringToFront();
      await loadFiles(page);
      const before = await chromiumCpuMs(session);
      await classifyAll(page, { ...policy, preparation });
      const after = await chromiumCpuMs(session);
      if (run >= 0) found[name].push((after - before) / batch);
    }
  }
  await session.detach();
  await ours.close();
  await theirs.close();
  const nsfwjs = median(found.nsfwjs);
  return {
    runs,
    picturesARun: batch,
    ...spread('plainCpuMs', found.plain),
    ...spread('asIsCpuMs', found.asIs),
    ...spread('nsfwjsCpuMs', found.nsfwjs),
    plainOverNsfwjs: rounded(median(found.plain) / nsfwjs),
    asIsOverNsfwjs: rounded(median(found.asIs) / nsfwjs),
  };
}

/** The files lie in the page before anything is counted. @param {import('playwright-core').Page} page */
function loadFiles(page) {
  return page.evaluate(async (count) => {
    const fetched = Array.from(
      { length: count },
      async (_, n) => new File([await (await fetch(`/picture/1mp-${n % 3}`)).blob()], 'photo.jpg'),
    );
    Reflect.set(globalThis, 'files', await Promise.all(fetched));
  }, batch);
}

/**
 * One after the other, as a composer does it.
 * @param {import('playwright-core').Page} page @param {import('@safeupload/sdk/core').DevicePolicy} devicePolicy
 */
function classifyAll(page, devicePolicy) {
  return page.evaluate(
    async ({ policy, count }) => {
      /** @type {File[]} */
      const files = Reflect.get(globalThis, 'files');
      for (let n = 0; n < count; n++) await Reflect.get(globalThis, 'classify')(files[n], policy);
    },
    { policy: devicePolicy, count: batch },
  );
}
