// @ts-check
import { median, rounded } from '../statistics.mjs';

/**
 * From an empty cache to the first verdict of a 1 MP picture over a line of 20 Mbit/s, and the bytes that went over it.
 * The clock starts when the page asks for the screener, as it does when the picker is touched.
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<import('../bench-server.mjs').startBenchServer>>} server
 * @param {number} runs @param {import('@safeupload/sdk/core').DevicePolicy} policy
 */
export async function coldStart(browser, server, runs, policy) {
  const lanes = {
    ours: { page: 'ours-page', assets: '/test/support/.public/safe-upload/' },
    nsfwjs: { page: 'nsfwjs-page', assets: '/test/bench/.bundles/' },
  };
  /** @type {Record<string, { ms: number[], bytes: number, files: Record<string, number> }>} */
  const found = { ours: { ms: [], bytes: 0, files: {} }, nsfwjs: { ms: [], bytes: 0, files: {} } };
  for (let run = -1; run < runs; run++) {
    for (const [name, lane] of Object.entries(lanes)) {
      const context = await browser.newContext();
      const page = await context.newPage();
      server.line.bitsPerSecond = run < 0 ? 0 : 20_000_000; // the first round fills the server's cache of brotli files
      server.line.freeAt = 0;
      server.line.bytes = 0;
      server.line.files = {};
      const startedAt = performance.now();
      await page.goto(`${server.origin}/page/${lane.page}`);
      await page.waitForFunction(() => 'prepare' in globalThis);
      await page.evaluate(
        async ({ assets, devicePolicy }) => {
          Reflect.get(globalThis, 'prepare')(assets);
          const file = await (await fetch('/picture/1mp-0')).blob();
          await Reflect.get(globalThis, 'classify')(file, devicePolicy);
        },
        { assets: server.origin + lane.assets, devicePolicy: policy },
      );
      const ms = performance.now() - startedAt;
      await context.close();
      if (run < 0) continue;
      const lanesFound = found[name];
      lanesFound?.ms.push(ms);
      if (lanesFound !== undefined)
        Object.assign(lanesFound, { bytes: server.line.bytes, files: { ...server.line.files } });
    }
  }
  server.line.bitsPerSecond = 0;
  const ours = median(found.ours?.ms ?? []);
  const nsfwjs = median(found.nsfwjs?.ms ?? []);
  return {
    runs,
    oursMs: rounded(ours),
    nsfwjsMs: rounded(nsfwjs),
    oursOverNsfwjs: rounded(ours / nsfwjs),
    oursBytes: found.ours?.bytes,
    nsfwjsBytes: found.nsfwjs?.bytes,
    oursFiles: found.ours?.files,
    nsfwjsFiles: found.nsfwjs?.files,
  };
}
