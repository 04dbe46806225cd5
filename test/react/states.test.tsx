/**
 * Every state of the drop-in, in light and dark, on a desktop and on a phone, right to left and in forced colours: axe
 * finds nothing, and a picture of each is left in test-results/react for people to look at. Verdicts are scripted and the server is the protocol double, because
 * a state has to stand still; see test/support/composer.tsx.
 */
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { newScene, pictureNamed, type Scene, setScheme } from '../support/composer.js';
import type { RoomSettings } from '../support/room.js';
import type { Script } from '../support/scripted-screener.js';

interface State {
  readonly files: Readonly<Record<string, Script>>;
  readonly room?: RoomSettings;
  readonly max?: number;
  readonly disabled?: boolean;
  /** What the page says before `act`, if there is one. */
  readonly first?: string;
  /** What the page says when the state is reached. */
  readonly says: string;
  readonly act?: (scene: Scene) => Promise<void>;
}

const held = { action: 'hold', reasons: ['risk-raised'] } as const;
const blocked = { action: 'block', reasons: ['risk-high'] } as const;
const never = Array.from({ length: 9 }, () => 'never');

const states: Readonly<Record<string, State>> = {
  idle: { files: {}, says: 'or drop or paste them here' },
  disabled: { files: {}, disabled: true, says: 'or drop or paste them here' },
  dragging: {
    files: {},
    says: 'Drop to add',
    async act() {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(await pictureNamed('bench.jpg'));
      document.querySelector('form')?.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true }));
    },
  },
  screening: {
    files: { 'bench.jpg': { waits: true }, 'cushions-by-the-window.jpg': {} },
    says: 'Looking at it on your device',
  },
  uploading: { files: { 'bench.jpg': {} }, room: { faults: { upload: never } }, says: 'Sent. Waiting for the answer' },
  allowed: { files: { 'bench.jpg': {}, 'cushions.jpg': {} }, says: 'Ready to post' },
  held: { files: { 'bench.jpg': {} }, room: { outcome: 'held' }, says: 'A person will look' },
  refused: { files: { 'bench.jpg': {} }, room: { outcome: 'refused' }, says: 'can’t be posted here' },
  choosing: { files: { 'bench.jpg': held }, says: 'Nothing has been sent yet' },
  blocked: { files: { 'bench.jpg': blocked }, says: 'It was not sent' },
  noticed: {
    files: { 'bench.jpg': blocked },
    room: { policy: { ...defaultDevicePolicy, id: 'newcomers', stoppedNotices: true } },
    says: 'This site learns that a picture was stopped on this device, and nothing of the picture.',
  },
  waiting: {
    files: { 'bench.jpg': {}, 'cushions.jpg': {} },
    room: { faults: { upload: ['429:holds-waiting', '429:holds-waiting'] } },
    says: 'Pictures of yours are already waiting for a person to look.',
  },
  appealing: {
    files: { 'bench.jpg': blocked },
    first: 'It was not sent',
    says: 'Anything they should know?',
    act: () => page.getByRole('button', { name: 'Ask a person to look' }).click(),
  },
  failed: {
    files: { 'bench.jpg': {}, 'notes.jpg': { fails: 'format-unknown' } },
    room: { faults: { upload: ['502', '502'] } },
    says: 'could not be sent',
  },
  cancelled: {
    files: { 'bench.jpg': { waits: true } },
    first: 'Looking at it',
    says: 'Stopped.',
    async act({ store }) {
      for (const { id } of store.getSnapshot().items) store.cancel(id);
    },
  },
  'too-many': { files: { 'bench.jpg': {}, 'cushions.jpg': {}, 'curtains.jpg': {} }, max: 2, says: 'You can add up to' },
  many: {
    files: {
      'IMG_20260412_184403_a-very-long-camera-name-that-does-not-fit.jpg': {},
      'cushions.jpg': held,
      'curtains.jpg': blocked,
      'garden.jpg': { reasons: ['frames-unscreened'] },
      'lamp.jpg': { waits: true },
      'shelf.jpg': {},
    },
    says: 'Looking at it on your device',
  },
};

afterEach(async () => {
  cleanup();
  setScheme('light');
  document.documentElement.dir = 'ltr';
  await emulate([]);
});

/** The media feature as Chromium's developer tools emulate it. */
async function emulate(features: readonly { name: string; value: string }[]): Promise<void> {
  await Reflect.apply(Reflect.get(cdp(), 'send'), cdp(), ['Emulation.setEmulatedMedia', { features }]);
}

async function axeFindings(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Waits until nothing moves: files that go on by themselves are where they go, and nothing fades. */
async function settled({ store }: Scene): Promise<void> {
  const moving = ['preparing', 'ready', 'unscreened'];
  await expect.poll(() => store.getSnapshot().items.filter(({ state }) => moving.includes(state))).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await Promise.all(document.getAnimations().map(({ finished }) => finished));
}

describe.each(Object.entries(states))('%s', (name, state) => {
  it.each([
    ['desktop-light', 1000, 'light', 'ltr', 'none'],
    ['desktop-dark', 1000, 'dark', 'ltr', 'none'],
    ['phone-light', 390, 'light', 'ltr', 'none'],
    ['phone-dark', 390, 'dark', 'ltr', 'none'],
    ['phone-rtl', 390, 'light', 'rtl', 'none'],
    ['desktop-forced-colors', 1000, 'light', 'ltr', 'active'],
  ] as const)('%s', async (mode, width, scheme, direction, forced) => {
    setScheme(scheme);
    document.documentElement.dir = direction;
    await emulate([{ name: 'forced-colors', value: forced }]);
    await page.viewport(width, 760);
    const scene = await newScene(state.files, state.room);
    const { Composer, store } = scene;
    const { max, disabled = false } = state;
    const screen = await render(<Composer disabled={disabled} {...(max === undefined ? {} : { max })} />);
    const files = await Promise.all(Object.keys(state.files).map((file, index) => pictureNamed(file, index + 1)));
    const input = document.querySelector('input[type=file]');
    if (input instanceof HTMLInputElement && files.length > 0) {
      const picked = new DataTransfer();
      for (const file of files) picked.items.add(file);
      input.files = picked.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
    const visible = (text: string) => expect.element(screen.getByText(text).first()).toBeVisible();
    if (state.first !== undefined) await visible(state.first);
    await state.act?.(scene);
    await visible(state.says);
    await settled(scene);
    expect(await axeFindings()).toEqual([]);
    await page.screenshot({
      element: screen.getByRole('form'),
      path: `../../test-results/react/${name}-${mode}.png`,
    });
    store.dispose();
  });
});

describe('with other settings of the device', () => {
  async function showMany(name: string): Promise<Scene['store']> {
    await page.viewport(700, 900);
    const state = states.many;
    if (state === undefined) throw new Error('no such state');
    const scene = await newScene(state.files, state.room);
    const { Composer, store } = scene;
    const screen = await render(<Composer />);
    store.add(await Promise.all(Object.keys(state.files).map((file, index) => pictureNamed(file, index + 1))));
    await expect.element(screen.getByText(state.says).first()).toBeVisible();
    await settled(scene);
    expect(await axeFindings()).toEqual([]);
    await page.screenshot({ element: screen.getByRole('form'), path: `../../test-results/react/many-${name}.png` });
    return store;
  }

  it('forced colours keep every border, mark and bar', async () => {
    await emulate([{ name: 'forced-colors', value: 'active' }]);
    try {
      const store = await showMany('forced-colors');
      const bar = document.querySelector('.su-progress');
      expect(bar === null ? '' : getComputedStyle(bar).borderTopStyle).toBe('solid');
      store.dispose();
    } finally {
      await emulate([]);
    }
  });

  it('reduced motion has no transitions', async () => {
    await emulate([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    try {
      const { Composer } = await newScene();
      await render(<Composer />);
      const drop = document.querySelector('.su-drop');
      expect(drop === null ? '' : getComputedStyle(drop).transitionDuration).toBe('0s');
    } finally {
      await emulate([]);
    }
  });

  it('right to left mirrors the rows', async () => {
    document.documentElement.dir = 'rtl';
    try {
      const store = await showMany('rtl');
      const rightOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().right ?? 0;
      expect(rightOf('.su-preview')).toBeGreaterThan(rightOf('.su-close'));
      store.dispose();
    } finally {
      document.documentElement.dir = 'ltr';
    }
  });
});
