/**
 * What the drop-in does with keys, drops, pastes, focus and words. Verdicts are scripted and the server is the protocol
 * double (test/support/composer.tsx); the real screener and the real server meet in test/e2e.
 */

import { SafeUpload } from '@safeupload/react';
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import { StrictMode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { listening } from '../support/announced.js';
import { newScene, pictureNamed, type Scene } from '../support/composer.js';
import type { RoomSettings } from '../support/room.js';
import type { Script } from '../support/scripted-screener.js';

const hold = { action: 'hold', reasons: ['risk-raised'] } as const;
const block = { action: 'block', reasons: ['risk-high'] } as const;
const scenes: Scene[] = [];

afterEach(() => {
  cleanup();
  for (const { store } of scenes.splice(0)) store.dispose();
});

async function sceneOf(scripts: Record<string, Script> = {}, settings: RoomSettings = {}): Promise<Scene> {
  await page.viewport(900, 700);
  const scene = await newScene(scripts, settings);
  scenes.push(scene);
  return scene;
}

const picker = () => page.elementLocator(document.querySelector('input[type=file]') ?? document.body);
const pick = async (...names: string[]) =>
  userEvent.upload(picker(), await Promise.all(names.map((name, index) => pictureNamed(name, index + 1))));

/** What has the focus, by its words; a row by its picture's name. */
const focused = () => {
  const active = document.activeElement;
  return active?.getAttribute('aria-label') ?? (active?.querySelector('bdi') ?? active)?.textContent;
};

describe('adding', () => {
  it('shows a row with its preview within three frames, before any work is done', async () => {
    const { Composer, store } = await sceneOf({ 'a.jpg': { waits: true } });
    await render(<Composer />);
    const file = await pictureNamed('a.jpg');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    store.add([file]);
    for (let frames = 0; frames < 3; frames += 1) await frame();
    expect(document.querySelector('.su-name')?.textContent).toContain('a.jpg');
    expect(document.querySelector('.su-preview img')?.getAttribute('src')).toMatch(/^blob:/);
    expect(document.querySelector('progress')).not.toBeNull();
  });

  it('takes what is picked, tells the host the ids, and lets the same file be picked again', async () => {
    const { Composer } = await sceneOf();
    const onUploadsChange = vi.fn();
    const onChange = vi.fn();
    const screen = await render(<Composer onUploadsChange={onUploadsChange} onChange={onChange} />);
    await pick('a.jpg');
    await expect.element(screen.getByText('Ready to post')).toBeVisible();
    await pick('a.jpg');
    await expect.poll(() => onUploadsChange.mock.calls.length).toBe(2);
    expect(onUploadsChange.mock.lastCall?.[0]).toHaveLength(2);
    expect(onChange.mock.lastCall?.[0]).toMatchObject({ pending: false });
  });

  it('takes a drop anywhere on the form, also of a second file while the first is screened', async () => {
    const { Composer, store, screener } = await sceneOf({ 'a.jpg': { waits: true } });
    await render(<Composer />);
    for (const name of ['a.jpg', 'b.jpg']) {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(await pictureNamed(name));
      const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      document.querySelector('textarea')?.dispatchEvent(drop);
      expect(drop.defaultPrevented).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(store.getSnapshot().items.map(({ name, state }) => [name, state])).toEqual([
      ['a.jpg', 'screening'],
      ['b.jpg', 'queued'],
    ]);
    screener.release();
    await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(2);
  });

  it('takes a pasted picture, and leaves a paste that has text to the editor', async () => {
    const { Composer, store } = await sceneOf();
    await render(<Composer />);
    const paste = async (...texts: string[]) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(await pictureNamed('pasted.jpg'));
      for (const type of texts) clipboardData.setData(type, '<b>words</b>');
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.querySelector('textarea')?.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(await paste('text/html')).toBe(false);
    expect(store.getSnapshot().items).toEqual([]);
    expect(await paste()).toBe(true);
    expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['pasted.jpg']);
  });

  it('takes no more than fit and says which were left out', async () => {
    const { Composer, store } = await sceneOf();
    const screen = await render(<Composer max={2} />);
    const heard = listening();
    await pick('a.jpg', 'b.jpg', 'c.jpg');
    const text = 'You can add up to 2 pictures. Not added: c.jpg.';
    await expect.element(screen.getByText(text).first()).toBeVisible();
    expect(store.getSnapshot().items).toHaveLength(2);
    await expect.poll(() => heard.assertive).toContain(text);
  });

  it('where one picture is all, a new one takes the old one’s place', async () => {
    const { Composer, store } = await sceneOf();
    const screen = await render(<Composer multiple={false} />);
    await expect.element(screen.getByRole('button', { name: 'Choose a picture' })).toBeVisible();
    await pick('a.jpg');
    await expect.element(screen.getByRole('button', { name: 'Choose another picture' })).toBeVisible();
    await pick('b.jpg');
    expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['b.jpg']);
  });

  it('takes nothing where it is disabled', async () => {
    const { Composer, store } = await sceneOf();
    const screen = await render(<Composer disabled />);
    await expect.element(screen.getByRole('button', { name: 'Add pictures' })).toBeDisabled();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(await pictureNamed('a.jpg'));
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector('textarea')?.dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
    expect(store.getSnapshot().items).toEqual([]);
  });
});

describe('what is announced', () => {
  it('speaks of added, ready and removed files, each once, in one sentence for several', async () => {
    const { Composer, store } = await sceneOf();
    await render(<Composer />);
    const heard = listening();
    await pick('a.jpg', 'b.jpg', 'c.jpg');
    await expect.poll(() => heard.polite[0]).toBe('3 pictures added.');
    await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(3);
    await expect.poll(() => heard.polite.join(' ')).toMatch(/ready to post|Ready to post/);
    for (const { id } of store.getSnapshot().items) store.remove(id);
    await expect.poll(() => heard.polite.at(-1)).toBe('3 pictures removed.');
    expect(heard.assertive).toEqual([]);
  });

  it.each([
    ['blocked', { 'a.jpg': block }, {}, 'assertive', 'a.jpg: This picture can’t be posted. It was not sent.'],
    [
      'noticed',
      { 'a.jpg': block },
      { policy: { ...defaultDevicePolicy, stoppedNotices: true } },
      'assertive',
      'a.jpg: This picture can’t be posted. It was not sent. If that seems wrong, a person can look at it. This site learns that a picture was stopped on this device, and nothing of the picture.',
    ],
    ['choosing', { 'a.jpg': hold }, {}, 'assertive', 'a.jpg: Nothing has been sent yet.'],
    ['held', {}, { outcome: 'held' }, 'polite', 'a.jpg: A person will look before others can see it.'],
    ['refused', {}, { outcome: 'refused' }, 'assertive', 'a.jpg: This picture can’t be posted here.'],
    ['failed', { 'a.jpg': { fails: 'empty-file' } }, {}, 'assertive', 'a.jpg: This file is empty.'],
    ['ready', {}, {}, 'polite', 'a.jpg: Ready to post'],
  ] as const)('%s', async (_, scripts, settings, urgency, sentence) => {
    const { Composer } = await sceneOf(scripts, settings);
    await render(<Composer />);
    const heard = listening();
    await pick('a.jpg');
    await expect.poll(() => heard[urgency].join('\n')).toContain(sentence);
    expect(heard[urgency].filter((text) => text.startsWith(sentence))).toHaveLength(1);
  });

  it('speaks of a stopped file', async () => {
    const { Composer, store } = await sceneOf({ 'a.jpg': { waits: true } });
    const screen = await render(<Composer />);
    const heard = listening();
    await pick('a.jpg');
    await screen.getByRole('button', { name: 'Stop a.jpg' }).click();
    await expect.poll(() => heard.polite.at(-1)).toBe('a.jpg: Stopped. It will not be part of your post.');
    expect(store.getSnapshot().items[0]?.state).toBe('cancelled');
  });
});

describe('the keyboard', () => {
  it('reaches everything and does everything: choose, ask a person with a note, retry, remove', async () => {
    const { Composer, store, room } = await sceneOf(
      { 'a.jpg': hold, 'b.jpg': block, 'c.jpg': {} },
      { faults: { upload: ['502', '502'] } },
    );
    await render(<Composer />);
    await pick('c.jpg', 'a.jpg', 'b.jpg');
    const states = () => store.getSnapshot().items.map(({ state }) => state);
    await expect.poll(states).toEqual(['failed', 'choosing', 'blocked']);
    document.querySelector('textarea')?.focus();
    const walk: (string | null | undefined)[] = [];
    for (let step = 0; step < 10; step += 1) {
      await userEvent.tab();
      walk.push(focused());
    }
    expect(walk).toEqual([
      'Remove c.jpg',
      'Try again',
      'Remove a.jpg',
      'Choose another picture',
      'Crop or cover a part of it',
      'Post without it',
      'Send it for a person to look',
      'Remove b.jpg',
      'Ask a person to look',
      'Add more',
    ]);
    // Backwards to the appeal, which opens with its field focused; Escape closes it and the place is kept.
    await userEvent.tab({ shift: true });
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => document.activeElement?.tagName).toBe('TEXTAREA');
    await userEvent.keyboard('{Escape}');
    expect(focused()).toBe('Ask a person to look');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => document.activeElement?.tagName).toBe('TEXTAREA');
    await userEvent.keyboard('It is a painting.');
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => states()[2]).toBe('done');
    expect(focused()).toBe('b.jpg');
    expect((await room.log('upload')).at(-1)).toMatchObject({ appeal: true, note: 'It is a painting.' });
    // The choice: its buttons go, the focus stays in the row.
    await userEvent.tab({ shift: true });
    expect(focused()).toBe('Send it for a person to look');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => states()[1]).toBe('done');
    expect(focused()).toBe('a.jpg');
    await userEvent.tab({ shift: true });
    await userEvent.keyboard(' ');
    await expect.poll(() => states()[0]).toBe('done');
    expect(focused()).toBe('c.jpg');
  });

  it('keeps the place when rows are removed: the next row, the last, the trigger', async () => {
    const { Composer, store } = await sceneOf();
    const screen = await render(<Composer />);
    await pick('a.jpg', 'b.jpg', 'c.jpg');
    await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(3);
    for (const [press, next] of [
      ['Remove b.jpg', 'c.jpg'],
      ['Remove c.jpg', 'a.jpg'],
      ['Remove a.jpg', 'Add pictures'],
    ]) {
      screen
        .getByRole('button', { name: press ?? '' })
        .element()
        .focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(focused).toBe(next);
    }
  });

  it.each(['{Enter}{Enter}', '{Enter>4/}', ' {Enter} '])(
    'takes one picture only by %j, and is one Tab from the next',
    async (keys) => {
      const { Composer, store } = await sceneOf();
      const screen = await render(<Composer />);
      await pick('a.jpg', 'b.jpg', 'c.jpg');
      await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(3);
      screen.getByRole('button', { name: 'Remove a.jpg' }).element().focus();
      await userEvent.keyboard(keys);
      await expect.poll(focused).toBe('b.jpg');
      expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['b.jpg', 'c.jpg']);
      // What a screen reader says of it.
      await expect.element(screen.getByRole('listitem', { name: 'b.jpg' })).toHaveFocus();
      await userEvent.tab();
      expect(focused()).toBe('Remove b.jpg');
      // A row is a place to go to, never a stop on the way.
      await userEvent.tab({ shift: true });
      expect(document.activeElement?.tagName).toBe('TEXTAREA');
    },
  );

  it('does not pull the focus back from where the member went', async () => {
    const { Composer, store } = await sceneOf();
    const screen = await render(<Composer />);
    await pick('a.jpg');
    await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(1);
    screen.getByRole('button', { name: 'Remove a.jpg' }).element().focus();
    document.querySelector('textarea')?.focus();
    store.clear();
    await expect.poll(() => document.querySelectorAll('[data-su-item]').length).toBe(0);
    expect(document.activeElement?.tagName).toBe('TEXTAREA');
  });

  it('has targets of at least 44 by 44 px', async () => {
    const { Composer, store } = await sceneOf({ 'a.jpg': hold, 'b.jpg': block });
    await render(<Composer />);
    await pick('a.jpg', 'b.jpg');
    await expect.poll(() => store.getSnapshot().items.map(({ state }) => state)).toEqual(['choosing', 'blocked']);
    for (const button of document.querySelectorAll('.su button')) {
      // The camera is for touch screens, and what the notice has more to say is folded away.
      if (!button.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true })) continue;
      const { width, height } = button.getBoundingClientRect();
      expect([button.textContent, width >= 44, height >= 44]).toEqual([button.textContent, true, true]);
    }
  });
});

describe('a hold', () => {
  it('another picture takes the place of the one a person would have to look at, and nothing of it is sent', async () => {
    const { Composer, store, room } = await sceneOf({ 'a.jpg': hold });
    const screen = await render(<Composer />);
    await pick('a.jpg');
    const input = document.querySelector('input[type=file]');
    const opened = vi.fn((event: Event) => event.preventDefault());
    input?.addEventListener('click', opened);
    await screen.getByRole('button', { name: 'Choose another picture' }).click();
    expect(opened).toHaveBeenCalledOnce();
    await pick('b.jpg');
    await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(1);
    expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['b.jpg']);
    expect(await room.log('upload')).toHaveLength(1);
  });
});

describe('words', () => {
  it('can be replaced, one by one', async () => {
    const { Composer } = await sceneOf();
    const screen = await render(<Composer messages={{ trigger: 'Bilder hinzufügen' }} notice="Unser Hinweis." />);
    await expect.element(screen.getByRole('button', { name: 'Bilder hinzufügen' })).toBeVisible();
    await expect.element(screen.getByText('Unser Hinweis.')).toBeVisible();
  });
});

describe('its life', () => {
  it('works under StrictMode, which mounts twice', async () => {
    const { room, screener } = await sceneOf();
    const screen = await render(
      <StrictMode>
        <SafeUpload screener={screener} endpoint={room.endpoint} context="post" />
      </StrictMode>,
    );
    const heard = listening();
    await pick('a.jpg');
    await expect.element(screen.getByText('Ready to post').first()).toBeVisible();
    expect(screener.seen).toHaveLength(1);
    expect(await room.log('upload')).toHaveLength(1);
    await expect.poll(() => heard.polite.filter((text) => text.includes('added'))).toHaveLength(1);
    // The host's own screener is the host's to dispose.
    await screen.unmount();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(screener.disposals()).toBe(0);
  });

  it('asks for tickets and models when the picker is touched, not before', async () => {
    const { Composer, room, screener } = await sceneOf();
    const prefetch = vi.spyOn(screener, 'prefetch');
    const screen = await render(<Composer />);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await room.log()).toEqual([]);
    expect(prefetch).not.toHaveBeenCalled();
    document.querySelector('input[type=file]')?.addEventListener('click', (event) => event.preventDefault());
    await screen.getByRole('button', { name: 'Add pictures' }).click();
    await expect.poll(() => room.log('challenge')).toHaveLength(1);
    expect(prefetch).toHaveBeenCalledOnce();
  });

  it('gives back every object URL', async () => {
    const made = vi.spyOn(URL, 'createObjectURL');
    const revoked = vi.spyOn(URL, 'revokeObjectURL');
    const { Composer, store } = await sceneOf();
    const screen = await render(
      <StrictMode>
        <Composer />
      </StrictMode>,
    );
    await pick('a.jpg', 'b.jpg');
    await expect.poll(() => store.getSnapshot().uploadIds.length).toBe(2);
    const [first] = store.getSnapshot().items;
    store.remove(first?.id ?? '');
    await screen.unmount();
    expect(made.mock.calls.length).toBeGreaterThanOrEqual(2);
    expect(new Set(revoked.mock.calls.map(([url]) => url)).size).toBe(made.mock.calls.length);
    made.mockRestore();
    revoked.mockRestore();
  });
});
