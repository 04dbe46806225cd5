// @ts-check
import { median, rounded, spread } from '../statistics.mjs';

/** After this long the worker has begun to fetch the second model (1 s) and has it, without a limited line; ms. */
export const secondModelMs = 2_500;

/**
 * Whole `screen(file)` beside nsfwjs from File to scores and beside the browser's decoder alone in the same worker as
 * ours, warm, in two pages of one browser, in turns.
 * @param {import('../context.mjs').Bench} bench @param {number} runs @param {'1mp' | '12mp'} size
 */
export async function wholeScreen({ browser, server, policy }, runs, size) {
  const ours = await browser.newPage();
  const theirs = await browser.newPage();
  await ours.goto(`${server.origin}/page/ours-page`);
  await theirs.goto(`${server.origin}/page/nsfwjs-page`);
  await prepare(ours, `${server.origin}/test/support/.public/safe-upload/`, '/test/bench/pages/worker-with-decode.mjs');
  await prepare(theirs, `${server.origin}/test/bench/.bundles/`);
  /** @type {Record<'plain' | 'asIs' | 'nsfwjs' | 'decode', number[]>} */
  const ms = { plain: [], asIs: [], nsfwjs: [], decode: [] };
  /** @type {Record<'plain' | 'asIs', Record<string, number[]>>} */
  const stages = { plain: {}, asIs: {} };
  for (let run = -2; run < runs; run++) {
    const picture = `/picture/${size}-${(run + 2) % 3}`;
    for (const lane of /** @type {const} */ (['plain', 'asIs'])) {
      await ours.bringToFront();
      const one = await classify(ours, picture, { ...policy, preparation: lane === 'plain' ? 'plain' : 'as-is' });
      if (run < 0) continue;
      ms[lane].push(one.ms);
      for (const [stage, value] of Object.entries(stagesOf(one))) {
        stages[lane][stage] = [...(stages[lane][stage] ?? []), value];
      }
    }
    const decode = await decodeAlone(ours, picture);
    await theirs.bringToFront();
    const other = await classify(theirs, picture, policy);
    // An idle worker fetches the second model ahead; that is over before anything counts.
    if (run === -2) await ours.waitForTimeout(secondModelMs);
    if (run < 0) continue;
    ms.nsfwjs.push(other.ms);
    ms.decode.push(decode);
  }
  await ours.close();
  await theirs.close();
  const shares = (/** @type {Record<string, number[]>} */ values) =>
    Object.fromEntries(Object.entries(values).map(([stage, all]) => [stage, rounded(median(all))]));
  return {
    runs,
    ...spread('plainMs', ms.plain),
    ...spread('asIsMs', ms.asIs),
    ...spread('nsfwjsMs', ms.nsfwjs),
    ...spread('decodeAloneMs', ms.decode),
    plainOverNsfwjs: rounded(median(ms.plain) / median(ms.nsfwjs)),
    asIsOverNsfwjs: rounded(median(ms.asIs) / median(ms.nsfwjs)),
    plainOverDecodeAlone: rounded(median(ms.plain) / median(ms.decode)),
    asIsOverDecodeAlone: rounded(median(ms.asIs) / median(ms.decode)),
    plainStages: shares(stages.plain),
    asIsStages: shares(stages.asIs),
  };
}

/**
 * The worker's stages, what none of them names, and the way between page and worker; stages may overlap.
 * @param {{ ms: number, timings: Record<string, number> }} one
 * @returns {Record<string, number>}
 */
function stagesOf({ ms, timings: { totalMs = 0, ...stages } }) {
  const named = Object.values(stages).reduce((sum, value) => sum + value, 0);
  return { ...stages, unnamedMs: totalMs - named, outsideWorkerMs: ms - totalMs };
}

/** @param {import('playwright-core').Page} page @param {string} assets @param {string} [worker] */
export async function prepare(page, assets, worker) {
  await page.waitForFunction(() => 'prepare' in globalThis);
  await page.evaluate(([folder, address]) => Reflect.get(globalThis, 'prepare')(folder, address), [assets, worker]);
}

/**
 * @param {import('playwright-core').Page} page @param {string} picture
 * @param {import('@safeupload/sdk/core').DevicePolicy} policy
 * @returns {Promise<{ ms: number, timings: Record<string, number> }>}
 */
function classify(page, picture, policy) {
  return page.evaluate(
    async ({ address, devicePolicy }) => {
      const file = new File([await (await fetch(address)).blob()], 'photo.jpg', { type: 'image/jpeg' });
      const startedAt = performance.now();
      const answer = await Reflect.get(globalThis, 'classify')(file, devicePolicy);
      return { ...answer, ms: performance.now() - startedAt };
    },
    { address: picture, devicePolicy: policy },
  );
}

/** @param {import('playwright-core').Page} page @param {string} picture @returns {Promise<number>} */
function decodeAlone(page, picture) {
  return page.evaluate(async (address) => {
    const file = new File([await (await fetch(address)).blob()], 'photo.jpg', { type: 'image/jpeg' });
    return Reflect.get(globalThis, 'decodeAlone')(file);
  }, picture);
}
