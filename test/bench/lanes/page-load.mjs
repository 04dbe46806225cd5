// @ts-check
import { median, rounded, spread } from '../statistics.mjs';
import { mainThreadTasks } from '../trace.mjs';

/** Each page and the page without that it is compared with. */
const pages = /** @type {const} */ ({
  none: { bundle: 'load-none', without: null },
  store: { bundle: 'load-store', without: 'none' },
  nsfwjs: { bundle: 'load-nsfwjs', without: 'none' },
  react: { bundle: 'load-react', without: null },
  reactDropIn: { bundle: 'load-react-drop-in', without: 'react' },
});

/** After the page has loaded, its timers and idle callbacks are waited for; ms. */
const settleMs = 700;

/**
 * What a page costs before its picker is touched: bytes over the line (brotli) and the processor time of its main thread
 * from the navigation on, with an empty cache, beside the same page without.
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function pageLoad({ browser, server }, runs) {
  /** @type {Record<string, { bytes: number, ms: number[], longest: number[] }>} */
  const found = Object.fromEntries(Object.keys(pages).map((name) => [name, { bytes: 0, ms: [], longest: [] }]));
  for (let run = -1; run < runs; run++) {
    for (const [name, { bundle }] of Object.entries(pages)) {
      const context = await browser.newContext();
      const page = await context.newPage();
      server.line.bytes = 0;
      const address = `${server.origin}/page/${bundle}`;
      const load = async () => {
        await page.goto(address, { waitUntil: 'load' });
        await page.waitForTimeout(settleMs);
      };
      const tasks = await mainThreadTasks(browser, page, load, address);
      const shown = await page.locator('form').count();
      await context.close();
      if (shown !== 1) throw new Error(`The page ${bundle} shows no form.`);
      if (run < 0) continue; // fills the server's cache of brotli files
      const one = found[name];
      if (one === undefined) continue;
      one.bytes = server.line.bytes;
      one.ms.push(tasks.reduce((sum, { cpuMs }) => sum + cpuMs, 0));
      one.longest.push(Math.max(...tasks.map(({ cpuMs }) => cpuMs)));
    }
  }
  return {
    runs,
    ...Object.fromEntries(
      Object.entries(pages).map(([name, { without }]) => {
        const { bytes = 0, ms = [], longest = [] } = found[name] ?? {};
        const base = without === null ? undefined : found[without];
        const more =
          base === undefined
            ? {}
            : { moreBytes: bytes - base.bytes, moreMainThreadMs: rounded(median(ms) - median(base.ms)) };
        const row = { bytes, ...spread('mainThreadMs', ms), longestTaskMs: rounded(median(longest)), ...more };
        return [name, row];
      }),
    ),
  };
}
