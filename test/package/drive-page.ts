import { readFileSync } from 'node:fs';
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

  if (isReact) {
    // Of a page that says nothing of colour schemes, in light and in dark: bundlers rewrite light-dark().
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const colour = await page.locator('.su-trigger').evaluate((button) => getComputedStyle(button).backgroundColor);
      expect(colour).toBe('rgb(23, 98, 79)');
    }
  }

  return {
    page,
    addresses,
    errors,
    started: () => started,
    async post(verifier) {
      await input.setInputFiles(picture);
      const pictures = page.locator('input[name=pictures]').first();
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
 * Mounts and unmounts the composer so many times, picking a picture each time and leaving it at once or a little later, and
 * asserts that nothing of it stays: no worker, no object URL, no listener, no element.
 */
export async function expectNoLeak(driven: DrivenPage, times: number): Promise<void> {
  driven.expectQuiet();
  const { page, errors } = driven;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const kept = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return { listeners: of('JSEventListeners'), nodes: of('Nodes') };
  };
  const content = readFileSync(picture).toString('base64');
  await page.getByLabel('Write a post').uncheck();
  // What is made once for all mounts is there after some of them.
  await page.evaluate(mountAndPick, { times: 10, content });
  await expect.poll(() => page.workers().length).toBe(0);
  const early = await kept();
  expect(early.listeners).toBeGreaterThan(0);
  await page.evaluate(mountAndPick, { times: times - 10, content });
  await expect.poll(() => page.workers().length).toBe(0);
  const late = await kept();
  expect(late.listeners).toBeLessThanOrEqual(early.listeners);
  expect(late.nodes).toBeLessThanOrEqual(early.nodes);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'openObjectUrls'))).toEqual([]);
  // A hundred challenges within seconds are more than the server gives one account, and it is right to say so.
  expect(errors.filter((error) => !error.includes('status of 429'))).toEqual([]);
  errors.length = 0;
}

/**
 * Runs in the page: the first checkbox mounts the composer and takes it away again. Nothing is picked in the last three turns:
 * React keeps what it took down last, and that had begun more or less.
 */
async function mountAndPick({ times, content }: { times: number; content: string }): Promise<void> {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const box = document.querySelector<HTMLInputElement>('input[type=checkbox]');
  for (let at = 0; at < times; at++) {
    box?.click();
    await pause(0);
    if (at >= times - 3) {
      await pause(100);
      box?.click();
      await pause(100);
      continue;
    }
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (box === null || input === null) throw new Error(`The composer is not there in turn ${at}.`);
    const picked = new DataTransfer();
    picked.items.add(new File([bytes], 'picture.png', { type: 'image/png' }));
    input.files = picked.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    // At once, while the list is drawn, while the worker starts, while it works.
    await pause([0, 20, 80, 250][at % 4] ?? 0);
    box.click();
    await pause(0);
  }
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
