// @ts-check
import { rounded } from '../statistics.mjs';

/**
 * The longest task on the page's main thread while ten 1 MP photos are screened, from the worker's start to the last
 * verdict: the browser's own trace of tasks, not a timer that would be late itself.
 * @param {import('playwright-core').Browser} browser @param {string} origin
 * @param {import('@safeupload/sdk/core').DevicePolicy} policy
 */
export async function longestMainThreadTask(browser, origin, policy) {
  const page = await browser.newPage();
  await page.goto(`${origin}/page/ours-page`);
  await page.waitForFunction(() => 'prepare' in globalThis);
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await page.evaluate(
    async ({ assets, devicePolicy }) => {
      Reflect.get(globalThis, 'prepare')(assets);
      const files = await Promise.all([0, 1, 2].map(async (n) => (await fetch(`/picture/1mp-${n}`)).blob()));
      const screened = Array.from({ length: 10 }, (_, n) =>
        Reflect.get(globalThis, 'classify')(files[n % 3], devicePolicy),
      );
      await Promise.all(screened);
    },
    { assets: `${origin}/test/support/.public/safe-upload/`, devicePolicy: policy },
  );
  /** @type {{ traceEvents: { name: string, ph: string, dur?: number, tid: number, pid: number, args?: { name?: string } }[] }} */
  const trace = JSON.parse((await browser.stopTracing()).toString());
  await page.close();
  const mains = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = trace.traceEvents.filter(
    ({ name, pid, tid }) =>
      mains.has(`${pid}:${tid}`) && (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask'),
  );
  if (tasks.length === 0) throw new Error('The trace has no tasks of the main thread.');
  return { photos: 10, tasks: tasks.length, longestMs: rounded(Math.max(...tasks.map(({ dur = 0 }) => dur / 1000))) };
}
