import { cdp } from 'vitest/browser';

/** Makes the page's engine throw away what nothing refers to any more. */
export async function collectGarbage(): Promise<void> {
  // The session's type names no commands; this one is of every Chromium.
  await Reflect.apply(Reflect.get(cdp(), 'send'), cdp(), ['HeapProfiler.collectGarbage']);
}
