// @ts-check
import { median, rounded } from '../statistics.mjs';
import { mainThreadTasks } from '../trace.mjs';

/** Photos screened in one run. */
const photos = 10;

/**
 * The longest task on the page's main thread while ten 1 MP photos are screened, from the worker's start to the last
 * verdict: how long it took, and how long its thread ran in it (the rest another program had the processor).
 * @param {import('../context.mjs').Bench} bench @param {number} runs
 */
export async function longestMainThreadTask({ browser, server, policy }, runs) {
  const longest = [];
  const longestCpu = [];
  let tasks = 0;
  for (let run = 0; run < runs; run++) {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/page/ours-page`);
    await page.waitForFunction(() => 'prepare' in globalThis);
    const took = await mainThreadTasks(browser, page, () =>
      page.evaluate(
        async ({ assets, devicePolicy, count }) => {
          Reflect.get(globalThis, 'prepare')(assets);
          const fetched = Array.from({ length: count }, async (_, n) => (await fetch(`/picture/1mp-${n % 3}`)).blob());
          const files = await Promise.all(fetched);
          await Promise.all(
            Array.from({ length: count }, (_, n) =>
              Reflect.get(globalThis, 'classify')(files[n], { ...devicePolicy, preparation: 'plain' }),
            ),
          );
        },
        { assets: `${server.origin}/test/support/.public/safe-upload/`, devicePolicy: policy, count: photos },
      ),
    );
    await page.close();
    longest.push(Math.max(...took.map(({ ms }) => ms)));
    longestCpu.push(Math.max(...took.map(({ cpuMs }) => cpuMs)));
    tasks = took.length;
  }
  return {
    runs,
    photos,
    tasks,
    longestMs: rounded(median(longest)),
    longestCpuMs: rounded(median(longestCpu)),
    slowestRunMs: rounded(Math.max(...longest)),
  };
}
