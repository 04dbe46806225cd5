// @ts-check
import { chromiumProcesses, forgetPeak, memoryOf } from '../processes.mjs';
import { median, rounded } from '../statistics.mjs';
import { prepare, secondModelMs } from './whole-screen.mjs';

const lanes = /** @type {const} */ ([
  ['plain', 'ours-page', '/test/support/.public/safe-upload/', 'plain'],
  ['asIs', 'ours-page', '/test/support/.public/safe-upload/', 'as-is'],
  ['nsfwjs', 'nsfwjs-page', '/test/bench/.bundles/', 'plain'],
]);

/**
 * The highest resident memory of the renderer process (page and worker) while one picture goes through, in a process of
 * its own that has seen one 1 MP picture before; and how much of it is above what the idle process had.
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function memory({ browser, server, policy }, runs) {
  const session = await browser.newBrowserCDPSession();
  const renderers = async () =>
    (await chromiumProcesses(session)).filter(({ type }) => type === 'renderer').map(({ id }) => id);
  /** @type {Record<string, Record<string, unknown>>} */
  const found = {};
  for (const size of ['12mp', '48mp']) {
    /** @type {Record<string, { peak: number[], above: number[], failed: string }>} */
    const rows = Object.fromEntries(lanes.map(([name]) => [name, { peak: [], above: [], failed: '' }]));
    for (let run = 0; run < runs; run++) {
      for (const [name, bundle, assets, preparation] of lanes) {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(`${server.origin}/page/${bundle}`);
        await prepare(page, server.origin + assets);
        await classifyOne(page, '1mp-0', { ...policy, preparation });
        await loadFile(page, `${size}-0`);
        // Ours fetches its second model when idle; all wait equally long.
        await page.waitForTimeout(secondModelMs);
        const before = new Map();
        for (const pid of await renderers()) {
          forgetPeak(pid);
          before.set(pid, memoryOf(pid).nowBytes);
        }
        const failed = await classifyLoaded(page, { ...policy, preparation });
        // Chromium keeps a spare renderer; the one that worked has the higher peak.
        const [peak, pid] = (await renderers())
          .filter((id) => before.has(id))
          .map((id) => /** @type {const} */ ([memoryOf(id).peakBytes, id]))
          .reduce((a, b) => (b[0] > a[0] ? b : a), [0, 0]);
        await context.close();
        const row = rows[name];
        if (row === undefined) continue;
        if (failed !== null) row.failed = failed;
        row.peak.push(peak / 1e6);
        row.above.push((peak - (before.get(pid) ?? 0)) / 1e6);
      }
    }
    found[size] = Object.fromEntries(
      Object.entries(rows).map(([name, { peak, above, failed }]) => [
        name,
        {
          peakMb: rounded(median(peak)),
          aboveIdleMb: rounded(median(above)),
          highestMb: rounded(Math.max(...peak)),
          ...(failed === '' ? {} : { failed }),
        },
      ]),
    );
  }
  await session.detach();
  return { runs, ...found };
}

/** @param {import('playwright-core').Page} page @param {string} key */
function loadFile(page, key) {
  return page.evaluate(async (name) => {
    const blob = await (await fetch(`/picture/${name}`)).blob();
    Reflect.set(globalThis, 'file', new File([blob], 'photo.jpg', { type: 'image/jpeg' }));
  }, key);
}

/**
 * @param {import('playwright-core').Page} page @param {string} key
 * @param {import('@safeupload/sdk/core').DevicePolicy} policy
 */
async function classifyOne(page, key, policy) {
  await loadFile(page, key);
  const failed = await classifyLoaded(page, policy);
  if (failed !== null) throw new Error(failed);
}

/**
 * Null, or why the picture could not be classified: running out of memory is an answer here.
 * @param {import('playwright-core').Page} page @param {import('@safeupload/sdk/core').DevicePolicy} policy
 * @returns {Promise<string | null>}
 */
async function classifyLoaded(page, policy) {
  try {
    return await page.evaluate(async (devicePolicy) => {
      try {
        await Reflect.get(globalThis, 'classify')(Reflect.get(globalThis, 'file'), devicePolicy);
        return null;
      } catch (thrown) {
        return String(thrown).slice(0, 120);
      }
    }, policy);
  } catch {
    return 'the page crashed';
  }
}
