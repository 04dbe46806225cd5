// @ts-check

/** @typedef {{ name: string, ph: string, ts: number, dur?: number, tdur?: number, tid: number, pid: number, args?: { name?: string, data?: { url?: string } } }} TraceEvent */

/**
 * The tasks on the main thread of a page while `work` ran, from the browser's own trace: not a timer that would be late
 * itself. `ms` is from a task's begin to its end, `cpuMs` what its thread really ran of that (the rest it waited, for a
 * debugger to attach or for another program). Chromium keeps a spare renderer whose start costs more than a small page:
 * the page's own is the one that loaded `address` meanwhile, or, without an address, the busiest.
 * @param {import('playwright-core').Browser} browser @param {import('playwright-core').Page} page
 * @param {() => Promise<unknown>} work @param {string} [address]
 * @returns {Promise<{ ms: number, cpuMs: number }[]>}
 */
export async function mainThreadTasks(browser, page, work, address) {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await work();
  /** @type {{ traceEvents: TraceEvent[] }} */
  const trace = JSON.parse((await browser.stopTracing()).toString());
  const loadedBy = trace.traceEvents.find(
    ({ name, args }) => name === 'CommitLoad' && args?.data?.url === address,
  )?.pid;
  if (address !== undefined && loadedBy === undefined) throw new Error(`The trace has no load of ${address}.`);
  const mains = trace.traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
    .filter(({ pid }) => loadedBy === undefined || pid === loadedBy)
    .map(({ pid, tid }) => outerTasks(trace.traceEvents.filter((event) => event.pid === pid && event.tid === tid)));
  const sum = (/** @type {{ cpuMs: number }[]} */ tasks) => tasks.reduce((total, { cpuMs }) => total + cpuMs, 0);
  const [busiest = []] = mains.sort((a, b) => sum(b) - sum(a));
  if (busiest.length === 0) throw new Error('The trace has no tasks of the main thread.');
  return busiest;
}

/** The tasks of one thread that do not lie within another. @param {readonly TraceEvent[]} events */
function outerTasks(events) {
  // Chromium gives each task two names; one of them is counted.
  const tasks = events.filter(({ name }) => name === 'RunTask').sort((a, b) => a.ts - b.ts);
  const outer = [];
  let until = 0;
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    if (ts < until) continue;
    until = ts + dur;
    outer.push({ ms: dur / 1000, cpuMs: tdur / 1000 });
  }
  return outer;
}
