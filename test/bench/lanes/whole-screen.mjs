// @ts-check
import { median, rounded } from '../statistics.mjs';

/**
 * Whole `screen(file)` beside nsfwjs from File to scores, warm, in two pages of one browser, in turns.
 * @param {import('playwright-core').Browser} browser @param {string} origin @param {number} runs
 * @param {import('@safeupload/sdk/core').DevicePolicy} policy @param {'1mp' | '12mp'} size
 */
export async function wholeScreen(browser, origin, runs, policy, size) {
  const ours = await browser.newPage();
  const theirs = await browser.newPage();
  await ours.goto(`${origin}/page/ours-page`);
  await theirs.goto(`${origin}/page/nsfwjs-page`);
  await prepare(ours, `${origin}/test/support/.public/safe-upload/`);
  await prepare(theirs, `${origin}/test/bench/.bundles/`);
  /** @type {Record<string, number[]>} */
  const ms = { plain: [], asIs: [], nsfwjs: [], decode: [] };
  /** @type {Record<'plain' | 'asIs', Record<string, number[]>>} */
  const stages = { plain: {}, asIs: {} };
  for (let run = -2; run < runs; run++) {
    const picture = `/picture/${size}-${(run + 2) % 3}`;
    for (const lane of /** @type {const} */ (['plain', 'asIs'])) {
      await ours.bringToFront();
      const one = await classify(ours, picture, { ...policy, preparation: lane === 'plain' ? 'plain' : 'as-is' });
      if (run < 0) continue;
      ms[lane]?.push(one.ms);
      for (const [stage, value] of Object.entries(one.timings ?? {})) {
        const values = stages[lane][stage] ?? [];
        values.push(/** @type {number} */ (value));
        stages[lane][stage] = values;
      }
    }
    await theirs.bringToFront();
    const other = await classify(theirs, picture, policy);
    const decode = await decodeOnly(theirs, picture);
    if (run < 0) continue;
    ms.nsfwjs?.push(other.ms);
    ms.decode?.push(decode);
  }
  await ours.close();
  await theirs.close();
  const nsfwjs = median(ms.nsfwjs ?? []);
  const shares = (/** @type {Record<string, number[]>} */ values) =>
    Object.fromEntries(Object.entries(values).map(([stage, all]) => [stage, rounded(median(all))]));
  return {
    runs,
    nsfwjsMs: rounded(nsfwjs),
    decodeOnlyMs: rounded(median(ms.decode ?? [])),
    plainMs: rounded(median(ms.plain ?? [])),
    asIsMs: rounded(median(ms.asIs ?? [])),
    plainOverNsfwjs: rounded(median(ms.plain ?? []) / nsfwjs),
    asIsOverNsfwjs: rounded(median(ms.asIs ?? []) / nsfwjs),
    plainStages: shares(stages.plain),
    asIsStages: shares(stages.asIs),
  };
}

/** @param {import('playwright-core').Page} page @param {string} assets */
async function prepare(page, assets) {
  await page.waitForFunction(() => 'prepare' in globalThis);
  await page.evaluate((folder) => Reflect.get(globalThis, 'prepare')(folder), assets);
}

/**
 * @param {import('playwright-core').Page} page @param {string} picture
 * @param {import('@safeupload/sdk/core').DevicePolicy} policy
 * @returns {Promise<{ ms: number, timings?: Record<string, number> }>}
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
function decodeOnly(page, picture) {
  return page.evaluate(async (address) => {
    const file = await (await fetch(address)).blob();
    const startedAt = performance.now();
    const bitmap = await createImageBitmap(file);
    const ms = performance.now() - startedAt;
    bitmap.close();
    return ms;
  }, picture);
}
