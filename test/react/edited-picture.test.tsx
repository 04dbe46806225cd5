/**
 * A picture that its member covers because the device advises so: the real worker, the real models, the abstract picture
 * of which the first model alone is sure, and the real editor. The protocol double says what has reached the server.
 */
import { SafeUpload } from '@safeupload/react';
import '@safeupload/react/safe-upload.css';
import { createSafeUpload, createScreener } from '@safeupload/sdk';
import { digestOf } from '@safeupload/sdk/core';
import { StrictMode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { pictureNamed } from '../support/composer.js';
import { newRoom } from '../support/room.js';

const ends: (() => void)[] = [];

afterEach(() => {
  cleanup();
  for (const end of ends.splice(0)) end();
});

/** Generous: the first picture loads both models. */
const eventually = <T,>(read: () => T) => expect.poll(read, { timeout: 60_000 });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const slider = (name: string) => page.getByRole('slider', { name });

async function fetched(path: string, name: string): Promise<File> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new File([await answer.blob()], name, { type: 'image/png' });
}

/** Three pictures in a composer: the one in the middle waits for the member, the others are sent. */
async function threeOfThem() {
  const room = newRoom();
  const screener = createScreener({ assets: '/safe-upload/' });
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post' });
  ends.push(() => {
    store.dispose();
    screener.dispose();
  });
  await render(
    <StrictMode>
      <form>
        <textarea aria-label="Your post" />
        <SafeUpload store={store} name="pictures" />
      </form>
    </StrictMode>,
  );
  const file = await fetched('/triggers/first-only.png', 'texture.png');
  const [, middle = ''] = store.add([await pictureNamed('a.jpg', 1), file, await pictureNamed('c.jpg', 2)]);
  store.describe(middle, 'A woven cloth');
  const states = () => store.getSnapshot().items.map(({ state }) => state);
  await eventually(states).toEqual(['done', 'choosing', 'done']);
  return { room, store, file, middle, states };
}

/** Opens the editor of the row that waits, with the keyboard alone. */
async function openEditor(): Promise<void> {
  button('Crop or cover a part of it').element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(slider('From the left'), { timeout: 15_000 }).toBeVisible();
}

/** Moves a slider to one of its ends by its key. */
async function toEnd(name: string, key: 'Home' | 'End'): Promise<void> {
  slider(name).element().focus();
  await userEvent.keyboard(`{${key}}`);
}

it('the covered picture takes its place in the list, with its words; the one before it never left the device', async () => {
  const { room, store, file, middle, states } = await threeOfThem();
  const [first, , last] = store.getSnapshot().items;
  await openEditor();
  await toEnd('From the left', 'Home');
  await toEnd('From the top', 'Home');
  await toEnd('Width', 'End');
  await toEnd('Height', 'End');
  await button('Cover this part').click();
  button('Use this picture').element().focus();
  await userEvent.keyboard('{Enter}');

  await eventually(() => document.querySelector('dialog')).toBeNull();
  await eventually(() => store.getSnapshot().items[1]?.id).not.toBe(middle);
  // The keyboard stays where the picture was: in the new one's row, not on the page, not in another picture's row.
  await eventually(() => document.activeElement?.closest('[data-su-item]')?.getAttribute('data-su-item')).toBe(
    store.getSnapshot().items[1]?.id,
  );
  await eventually(states).toEqual(['done', 'done', 'done']);
  const rowNow = document.activeElement?.closest('[data-su-item]');
  expect(rowNow?.getAttribute('data-su-item')).toBe(store.getSnapshot().items[1]?.id);

  const [a, edited, c] = store.getSnapshot().items;
  expect([a?.id, c?.id]).toEqual([first?.id, last?.id]);
  expect(edited).toMatchObject({ name: 'texture.png', alt: 'A woven cloth', outcome: 'allowed' });
  expect([...document.querySelectorAll('[data-su-item]')].map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('a.jpg'),
    expect.stringContaining('texture.png'),
    expect.stringContaining('c.jpg'),
  ]);
  // What the form sends: the three in their order, with the words.
  const form = new FormData(document.querySelector('form') ?? undefined);
  expect(form.getAll('pictures')).toEqual(store.getSnapshot().uploadIds);
  expect(form.getAll('picturesAlt')).toEqual(['', 'A woven cloth', '']);

  // Of the picture before: no bytes, no claim, nothing to be withdrawn.
  const sources = (await room.log('upload')).map(
    ({ claim }) => (claim as { source: { sha256: string } }).source.sha256,
  );
  expect(sources).toHaveLength(3);
  expect(sources).not.toContain(await digestOf(new Uint8Array(await file.arrayBuffer())));
  expect(new Set((await room.log()).map(({ route }) => route))).toEqual(new Set(['challenge', 'precheck', 'upload']));
});

it('a picture that is covered too little waits again, in the same place, with its words, unsent', async () => {
  const { room, store, middle, states } = await threeOfThem();
  await openEditor();
  await toEnd('From the left', 'Home');
  await toEnd('From the top', 'Home');
  await toEnd('Width', 'Home');
  await toEnd('Height', 'Home');
  await button('Cover this part').click();
  button('Use this picture').element().focus();
  await userEvent.keyboard('{Enter}');
  await eventually(() => store.getSnapshot().items[1]?.id).not.toBe(middle);
  await eventually(states).toEqual(['done', 'choosing', 'done']);
  expect(store.getSnapshot().items[1]).toMatchObject({ name: 'texture.png', alt: 'A woven cloth' });
  await eventually(() => document.activeElement?.closest('[data-su-item]')?.getAttribute('data-su-item')).toBe(
    store.getSnapshot().items[1]?.id,
  );
  expect(await room.log('upload')).toHaveLength(2);
  expect(await room.log('withdraw')).toEqual([]);
});
