/**
 * Three moments of the drop-in in light, in dark, on a phone and right to left, for people to look at: left in
 * test-results/looks, from where `pnpm pictures` takes those of the README. What is asserted is that nothing is cut off or
 * overlaps, which a picture would show and nobody would see until they look.
 */
import { arabicMessages } from '@safeupload/react/messages/arabic';
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { newScene, pictureNamed, setScheme } from '../support/composer.js';
import type { RoomSettings } from '../support/room.js';
import type { Script } from '../support/scripted-screener.js';

interface Moment {
  readonly files: Readonly<Record<string, Script>>;
  readonly room?: RoomSettings;
  /** How many rows show each of these states when the moment has come. */
  readonly rows: Readonly<Record<string, number>>;
}

const moments: Readonly<Record<string, Moment>> = {
  idle: { files: {}, rows: {} },
  working: {
    files: {
      'bench.jpg': {},
      'cushions.jpg': { action: 'hold', reasons: ['risk-raised'] },
      'curtains.jpg': { action: 'block', reasons: ['risk-high'] },
      'garden.jpg': { waits: true },
      'shelf.jpg': {},
    },
    rows: { done: 1, choosing: 1, blocked: 1, screening: 1, queued: 1 },
  },
  settled: {
    files: { 'bench.jpg': {}, 'cushions.jpg': {} },
    room: { outcome: 'held' },
    rows: { done: 2 },
  },
};

const modes = [
  ['light', 720, 'light', 'ltr'],
  ['dark', 720, 'dark', 'ltr'],
  ['phone', 390, 'light', 'ltr'],
  ['rtl', 720, 'light', 'rtl'],
] as const;

const rtlText = 'جرّبنا المقعد الطويل قرب النافذة. الوسائد من ستائر العام الماضي.';

afterEach(() => {
  cleanup();
  setScheme('light');
  document.documentElement.dir = 'ltr';
});

/** Elements that are wider than the place they have, or stand beside it. */
function cutOff(): string[] {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll<HTMLElement>('.su, .su *')]
    .filter((element) => element.closest('.su-spoken') === null && getComputedStyle(element).display !== 'none')
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -0.5 || right > width + 0.5;
    })
    .map(({ className }) => String(className));
}

describe.each(Object.entries(moments))('%s', (name, moment) => {
  it.each(modes)('%s', async (mode, width, scheme, direction) => {
    setScheme(scheme);
    document.documentElement.dir = direction;
    await page.viewport(width, 1500);
    const { Composer, store } = await newScene(moment.files, moment.room);
    const screen = await render(<Composer {...(direction === 'rtl' ? { messages: arabicMessages } : {})} />);
    const text = document.querySelector('textarea');
    if (direction === 'rtl' && text !== null) text.value = rtlText;
    store.add(await Promise.all(Object.keys(moment.files).map((file, index) => pictureNamed(file, index + 1))));
    const rows = () =>
      Object.fromEntries(
        Object.keys(moment.rows).map((state) => [
          state,
          document.querySelectorAll(`.su-item[data-state=${state}]`).length,
        ]),
      );
    await expect.poll(rows).toEqual(moment.rows);
    await expect.poll(() => document.querySelectorAll('.su-preview img').length).toBe(Object.keys(moment.files).length);
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    expect(cutOff()).toEqual([]);
    await page.screenshot({ element: screen.getByRole('form'), path: `../../test-results/looks/${name}-${mode}.png` });
    store.dispose();
  });
});
