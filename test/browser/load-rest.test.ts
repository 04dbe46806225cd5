import { afterEach, expect, it, vi } from 'vitest';
import { inTime, loadRest } from '../../packages/sdk/src/browser/load-rest.js';

afterEach(() => vi.useRealTimers());

it('loads everything the store needs later', async () => {
  expect(Object.keys(await loadRest())).toEqual(expect.arrayContaining(['createLanes', 'openScreener']));
});

it('gives up code that does not come in time, and waits no longer for what came', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const loading = expect(inTime(new Promise(() => {}))).rejects.toThrow('No code came within 30000 ms');
  await vi.advanceTimersByTimeAsync(30_000);
  await loading;
  expect(await inTime(Promise.resolve('came'))).toBe('came');
  expect(vi.getTimerCount()).toBe(0);
});
