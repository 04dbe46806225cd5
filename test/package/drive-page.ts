import { fileURLToPath } from 'node:url';
import type { Verifier } from '@safeupload/server';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

const picture = fileURLToPath(new URL('../fixtures/bank/test-picture.png', import.meta.url));
const trigger = fileURLToPath(new URL('../fixtures/triggers/both.png', import.meta.url));

/** A page of an example, and all that went on in it. */
export interface DrivenPage {
  readonly page: Page;
  /** Every address that the page and its workers asked for. */
  readonly addresses: string[];
  /** Every error it logged or threw. */
  readonly errors: string[];
  /** Workers it has started so far. */
  readonly started: () => number;
  /** Picks the harmless picture and waits until the server has said `allowed`. Its upload's id. */
  post(verifier: Verifier): Promise<string>;
  /** Picks the trigger and waits until the device has blocked it. No byte of it may have left. */
  block(): Promise<void>;
  /** Asserts that nothing was asked of strangers, and that nothing went wrong. */
  expectQuiet(): void;
  close(): Promise<void>;
}

/** Opens a page and waits until it is alive: until React has taken the picker over, where it is React's. */
export async function openPage(
  browser: Browser,
  address: string,
  { isReact }: { isReact: boolean },
): Promise<DrivenPage> {
  const page = await browser.newPage();
  const addresses: string[] = [];
  const errors: string[] = [];
  let started = 0;
  page.context().on('request', (request) => addresses.push(request.url()));
  page.on('worker', () => started++);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript(countObjectUrls);
  await page.goto(address);
  const input = page.locator('input[type=file]').first();
  await input.waitFor({ state: 'attached' });
  if (isReact) {
    const isAlive = (element: Element) => Object.keys(element).some((name) => name.startsWith('__reactProps'));
    await expect.poll(() => input.evaluate(isAlive), { timeout: 30_000 }).toBe(true);
  }

  return {
    page,
    addresses,
    errors,
    started: () => started,
    async post(verifier) {
      await input.setInputFiles(picture);
      const pictures = page.locator('input[name=pictures]');
      await expect.poll(() => pictures.inputValue(), { timeout: 60_000 }).toMatch(/^[\w-]{22}$/);
      const uploadId = await pictures.inputValue();
      expect(await verifier.status(uploadId)).toMatchObject({ outcome: 'allowed', state: 'unattached' });
      return uploadId;
    },
    async block() {
      addresses.length = 0;
      await input.setInputFiles(trigger);
      await page.locator('[data-state=blocked]').first().waitFor({ timeout: 60_000 });
      expect(addresses.filter((asked) => /\/upload\/(upload|precheck|deposit)/.test(asked))).toEqual([]);
    },
    expectQuiet() {
      const { origin } = new URL(address);
      const strangers = addresses.filter((asked) => !asked.startsWith(origin) && !/^(blob|data):/.test(asked));
      expect(strangers).toEqual([]);
      expect(errors).toEqual([]);
    },
    close: () => page.close(),
  };
}

/**
 * Mounts and unmounts the composer so many times, picking a picture each time, and asserts that nothing of it stays:
 * no worker, no object URL, no listener, no element.
 */
export async function expectNoLeak(driven: DrivenPage, times: number): Promise<void> {
  const { page } = driven;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const kept = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { listeners: of('JSEventListeners'), nodes: of('Nodes') };
  };
  const writing = page.getByLabel('Write a post');
  const cycle = async () => {
    await writing.check();
    await page.locator('input[type=file]').first().setInputFiles(picture);
    await writing.uncheck();
  };
  await writing.uncheck();
  // What is made once for all mounts is there after some of them.
  for (let at = 0; at < 10; at++) await cycle();
  const early = await kept();
  for (let at = 10; at < times; at++) await cycle();
  const late = await kept();
  expect(late.listeners).toBeLessThanOrEqual(early.listeners);
  expect(late.nodes).toBeLessThanOrEqual(early.nodes);
  await expect.poll(() => page.workers().length).toBe(0);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'openObjectUrls'))).toEqual([]);
}

/** Runs in the page, before its own scripts. */
function countObjectUrls(): void {
  const open = new Set<string>();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (source) => {
    const address = createObjectURL.call(URL, source);
    open.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    open.delete(address);
    revokeObjectURL.call(URL, address);
  };
  Object.defineProperty(globalThis, 'openObjectUrls', { get: () => [...open] });
}
