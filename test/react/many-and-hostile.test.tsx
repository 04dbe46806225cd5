/** Very many files, and names that were made to mislead or to break what shows them. */
import { SafeUpload } from '@safeupload/react';
import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { newScene, pictureNamed, type Scene } from '../support/composer.js';

const scenes: Scene[] = [];

afterEach(() => {
  cleanup();
  for (const { store } of scenes.splice(0)) store.dispose();
});

async function sceneOf(): Promise<Scene> {
  await page.viewport(900, 700);
  const scene = await newScene({ 'slow.jpg': { waits: true } });
  scenes.push(scene);
  return scene;
}

const hostile = [
  '<img src=x onerror="window.broken=1">.jpg',
  'photo\u202egpj.exe',
  `${'long'.repeat(2_500)}.jpg`,
  'line\nbreak\u0000.jpg',
];

it('names are text, whatever they hold: in rows, labels and what is spoken', async () => {
  const { store } = await sceneOf();
  await render(<SafeUpload store={store} max={4} />);
  const files = await Promise.all(hostile.map((name) => pictureNamed(name)));
  store.add(files);
  await expect.poll(() => store.getSnapshot().uploadIds.length, { timeout: 10_000 }).toBe(4);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(Reflect.get(window, 'broken')).toBeUndefined();
  expect(document.querySelectorAll('img[src=x]')).toHaveLength(0);
  expect([...document.querySelectorAll('.su-name bdi')].map(({ textContent }) => textContent)).toEqual(hostile);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
});

it('a sentence and a label stay short and are not turned around, whatever the names', async () => {
  const { store } = await sceneOf();
  await render(<SafeUpload store={store} max={2} />);
  const heard: string[] = [];
  for (const region of document.querySelectorAll('[aria-live]')) {
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) heard.push(node.textContent ?? '');
    }).observe(region, { childList: true });
  }
  const dataTransfer = new DataTransfer();
  for (let turn = 0; turn < 50; turn += 1) {
    for (const name of hostile.slice(1, 3)) dataTransfer.items.add(await pictureNamed(name));
  }
  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
  document.querySelector('.su')?.dispatchEvent(drop);
  await expect.poll(() => store.getSnapshot().uploadIds.length, { timeout: 10_000 }).toBe(2);
  await expect.poll(() => heard.length).toBeGreaterThan(1);
  const labels = [...document.querySelectorAll('button')].map((button) => button.getAttribute('aria-label') ?? '');
  const left = document.querySelector('.su-left')?.textContent ?? '';
  expect(left).toContain('and 93 more');
  for (const text of [...heard, ...labels, left]) {
    expect(text.length).toBeLessThan(600);
    expect(text).not.toContain('\u202e');
  }
});

it('500 files: the first rows at once, then every row, and every address is given back', async () => {
  const { store } = await sceneOf();
  const made = vi.spyOn(URL, 'createObjectURL');
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  await render(<SafeUpload store={store} />);
  const file = await pictureNamed('slow.jpg');
  store.add(Array.from({ length: 500 }, () => file));
  // The first rows come alone: they do not wait for the other 492.
  await Promise.resolve();
  expect(document.querySelectorAll('[data-su-item]')).toHaveLength(8);
  await expect.poll(() => document.querySelectorAll('[data-su-item]').length, { timeout: 30_000 }).toBe(500);
  store.clear();
  await expect.poll(() => document.querySelectorAll('[data-su-item]').length).toBe(0);
  await expect.poll(() => revoked.mock.calls.length).toBe(made.mock.calls.length);
  made.mockRestore();
  revoked.mockRestore();
});
