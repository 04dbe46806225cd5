// @ts-check
import { chromiumCpuMs } from '../processes.mjs';
import { median, rounded, spread } from '../statistics.mjs';
import { prepare } from './whole-screen.mjs';

const bitsPerSecond = 20_000_000;

/** Between the first visit and the second, for what the browser writes to its disk behind the page's back; ms. */
const betweenVisitsMs = 2_500;

const lanes = /** @type {const} */ ([
  ['ours', 'ours-page', '/test/support/.public/safe-upload/'],
  ['nsfwjs', 'nsfwjs-page', '/test/bench/.bundles/'],
]);

/**
 * What each file is for; the first pattern that fits its address says.
 * @type {readonly (readonly [RegExp, string])[]}
 */
const purposes = [
  [/\/page\//, 'page'],
  [/-page\.js$/, 'script of the page'],
  [/ours-page-/, 'script of the page, loaded when the picker is touched'],
  [/worker\.js$/, 'worker, with the JavaScript of the engine'],
  [/\.wasm$/, 'engine'],
  [/open-nsfw\/model/, 'second model'],
  [/model\.onnx$|shard/, 'model'],
  [/chunk|mobilenet_v2|model\.min/, 'description of the model, and what imports it'],
  [/manifest\.json$/, 'manifest of the model'],
  [/assets\.json$/, 'list of the assets with their digests'],
];

/**
 * From an empty cache to the first verdict of a 1 MP picture over a line of 20 Mbit/s, then the same in a second visit of
 * the same profile; every byte that went over the line; and the floor, which is the time those bytes alone take. The
 * clock starts with the navigation; the page asks for the screener at once, as it does when the picker is touched.
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function coldStart(bench, runs) {
  const { browser, server } = bench;
  /** @type {Record<string, { cold: number[], warm: number[], coldCpu: number[], warmCpu: number[], coldFiles: Record<string, number>, warmBytes: number }>} */
  const found = Object.fromEntries(
    lanes.map(([name]) => [name, { cold: [], warm: [], coldCpu: [], warmCpu: [], coldFiles: {}, warmBytes: 0 }]),
  );
  for (let run = -1; run < runs; run++) {
    for (const [name, page, assets] of lanes) {
      const row = found[name];
      if (row === undefined) continue;
      const context = await browser.newContext();
      // The first round fills the server's cache of brotli files.
      const cold = await visit(bench, context, page, assets, run < 0 ? 0 : bitsPerSecond);
      const warm = run < 0 ? cold : await visit(bench, context, page, assets, bitsPerSecond);
      await context.close();
      if (run < 0) continue;
      row.cold.push(cold.ms);
      row.warm.push(warm.ms);
      row.coldCpu.push(cold.cpuMs);
      row.warmCpu.push(warm.cpuMs);
      row.coldFiles = cold.files;
      row.warmBytes = warm.bytes;
    }
  }
  server.line.bitsPerSecond = 0;
  const rows = lanes.map(([name]) => {
    const { cold = [], warm = [], coldCpu = [], warmCpu = [], coldFiles = {}, warmBytes = 0 } = found[name] ?? {};
    const bytes = Object.values(coldFiles).reduce((sum, length) => sum + length, 0);
    return /** @type {const} */ ([
      name,
      {
        ...spread('coldMs', cold),
        ...spread('coldCpuMs', coldCpu),
        bytes,
        floorMs: rounded((bytes * 8000) / bitsPerSecond),
        aboveFloorMs: rounded(median(cold) - (bytes * 8000) / bitsPerSecond),
        ...spread('secondVisitMs', warm),
        ...spread('secondVisitCpuMs', warmCpu),
        secondVisitBytes: warmBytes,
        files: Object.fromEntries(
          Object.entries(coldFiles).map(([path, length]) => [nameOf(path), { bytes: length, for: purposeOf(path) }]),
        ),
      },
    ]);
  });
  const ms = (/** @type {'cold' | 'warm'} */ visited, /** @type {string} */ name) =>
    median(found[name]?.[visited] ?? []);
  return {
    runs,
    oursOverNsfwjs: rounded(ms('cold', 'ours') / ms('cold', 'nsfwjs')),
    secondVisitOursOverNsfwjs: rounded(ms('warm', 'ours') / ms('warm', 'nsfwjs')),
    ...Object.fromEntries(rows),
  };
}

/**
 * One page, from its navigation to the first verdict; what went over the line until then.
 * @param {import('../context.mjs').Bench} bench @param {import('playwright-core').BrowserContext} context
 * @param {string} bundle @param {string} assets @param {number} limit bits a second, 0 for no limit
 */
async function visit({ browser, server, policy }, context, bundle, assets, limit) {
  const page = await context.newPage();
  const session = await browser.newBrowserCDPSession();
  const cpuBefore = await chromiumCpuMs(session);
  Object.assign(server.line, { bitsPerSecond: limit, freeAt: 0, bytes: 0, files: {} });
  const startedAt = performance.now();
  await page.goto(`${server.origin}/page/${bundle}`);
  await prepare(page, server.origin + assets);
  await page.evaluate(async (devicePolicy) => {
    const file = new File([await (await fetch('/picture/1mp-0')).blob()], 'photo.jpg', { type: 'image/jpeg' });
    await Reflect.get(globalThis, 'classify')(file, devicePolicy);
  }, policy);
  const ms = performance.now() - startedAt;
  const cpuMs = (await chromiumCpuMs(session)) - cpuBefore;
  await session.detach();
  const { bytes } = server.line;
  const files = { ...server.line.files };
  server.line.bitsPerSecond = 0;
  // The page stays as long as a member would, so that what is being cached gets there.
  await page.waitForTimeout(limit === 0 ? 0 : betweenVisitsMs);
  await page.close();
  return { ms, cpuMs, bytes, files };
}

/** Without the bench's folders, and without the digests a bundler puts into names. @param {string} path */
function nameOf(path) {
  return path.replace(/^.*\/(?:\.bundles|safe-upload)\//, '').replace(/-[A-Z0-9]{8}(?=\.js$)/, '');
}

/** @param {string} path */
function purposeOf(path) {
  return purposes.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}
