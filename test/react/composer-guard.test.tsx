/** The guard, the bound textarea and `<SafeImage>` in React, as a host's composer has them. */
import { SafeUpload } from '@safeupload/react';
import { type ComposerGuardOptions, SafeImage, useComposerGuard, useTextarea } from '@safeupload/react/composer';
import { germanMessages } from '@safeupload/react/messages/german';
import { createSafeUpload, type SafeUploadStore } from '@safeupload/sdk';
import '@safeupload/react/safe-upload.css';
import { StrictMode, useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { pictureNamed } from '../support/composer.js';
import { newRoom, type RoomSettings } from '../support/room.js';
import { type Script, type ScriptedScreener, scriptedScreener } from '../support/scripted-screener.js';

/** Generous: the machine may be busy, and a browser's first upload loads code. */
const eventually = <T,>(look: () => T) => expect.poll(look, { timeout: 20_000 });

const stores: SafeUploadStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.dispose();
});

async function newStore(scripts: Record<string, Script> = {}, settings: RoomSettings = {}) {
  const room = newRoom();
  await room.set(settings);
  const screener: ScriptedScreener = scriptedScreener(scripts);
  const limits = { firstPauseMs: 5, longestPauseMs: 10, tries: 2 };
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post', limits });
  stores.push(store);
  return { store, screener };
}

/** A host's composer: controlled text, the drop-in, the guard. */
function Composer(props: { store: SafeUploadStore; sent: string[] } & Partial<ComposerGuardOptions>) {
  const { store, sent, ...options } = props;
  const [text, setText] = useState('');
  const { ref, binding } = useTextarea(store);
  const guard = useComposerGuard(store, {
    onSend: () => {
      sent.push(binding.current?.textOf() ?? text);
    },
    ...options,
  });
  return (
    <form onSubmit={guard.onSubmit}>
      <textarea ref={ref} aria-label="Text" value={text} onChange={({ target }) => setText(target.value)} />
      <SafeUpload store={store} />
      <button type="submit">Send</button>
      <button type="button" onClick={guard.keepWriting}>
        Keep writing
      </button>
      <p role="status">{guard.says}</p>
      <p data-testid="phase">{guard.phase}</p>
    </form>
  );
}

const send = () => userEvent.click(page.getByRole('button', { name: 'Send', exact: true }).element());
const says = () =>
  [...document.querySelectorAll('form > [role=status]')].map(({ textContent }) => textContent).join('');
const phase = () => document.querySelector('[data-testid=phase]')?.textContent;

describe('useComposerGuard', () => {
  it('sends nothing while a picture is on its way, then sends by itself, once, with the picture in the text', async () => {
    const { store, screener } = await newStore({ 'a.jpg': { waits: true } });
    const sent: string[] = [];
    await render(
      <StrictMode>
        <Composer store={store} sent={sent} />
      </StrictMode>,
    );
    await userEvent.fill(page.getByLabelText('Text'), 'Words');
    const area = document.querySelector('textarea');
    area?.focus();
    const clipboardData = new DataTransfer();
    clipboardData.items.add(await pictureNamed('a.jpg'));
    area?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    // Taken by the text alone, not once more by the uploader of the same form.
    expect(store.getSnapshot().items).toHaveLength(1);
    await eventually(() => store.getSnapshot().items[0]?.state).toBe('screening');
    await send();
    await send();
    expect(sent).toEqual([]);
    expect(phase()).toBe('waiting');
    expect(says()).toBe('Posts by itself as soon as your pictures are ready.');
    screener.release();
    await eventually(() => sent.length).toBe(1);
    expect(sent[0]).toBe(`Words\n![](upload:${store.getSnapshot().uploadIds[0]})\n`);
    await eventually(phase).toBe('open');
    expect(area?.value).toBe(sent[0]);
  });

  it('goes on with writing where the member wants that', async () => {
    const { store, screener } = await newStore({ 'a.jpg': { waits: true } });
    const sent: string[] = [];
    await render(<Composer store={store} sent={sent} />);
    store.add([await pictureNamed('a.jpg')]);
    await eventually(() => store.getSnapshot().items[0]?.state).toBe('screening');
    await send();
    await userEvent.click(page.getByRole('button', { name: 'Keep writing' }).element());
    expect([phase(), says()]).toEqual(['open', '']);
    screener.release();
    await eventually(() => store.getSnapshot().pending).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual([]);
  });

  it('shows the picture that needs a choice and puts the keyboard there', async () => {
    const { store } = await newStore({ 'held.jpg': { action: 'hold' } });
    const sent: string[] = [];
    await render(<Composer store={store} sent={sent} />);
    store.add([await pictureNamed('fine.jpg', 1), await pictureNamed('held.jpg', 2)]);
    await eventually(() => store.getSnapshot().items.map(({ state }) => state)).toEqual(['done', 'choosing']);
    await send();
    expect(sent).toEqual([]);
    expect(says()).toBe('One of your pictures waits for your choice.');
    const row = document.querySelectorAll('[data-su-item]')[1];
    expect(row?.contains(document.activeElement)).toBe(true);
    expect(document.activeElement?.tagName).toBe('BUTTON');
    const [, held] = store.getSnapshot().items;
    store.choose(held?.id ?? '', 'send');
    await eventually(() => store.getSnapshot().pending).toBe(false);
    expect(says()).toBe('');
    await send();
    expect(sent).toEqual(['']);
  });

  it('asks once before a post goes without a picture that was put in, also while it waits', async () => {
    const { store, screener } = await newStore({ 'a.jpg': { waits: true, action: 'block' } });
    const sent: string[] = [];
    await render(<Composer store={store} sent={sent} />);
    store.add([await pictureNamed('a.jpg')]);
    await eventually(() => store.getSnapshot().items[0]?.state).toBe('screening');
    await send();
    expect(phase()).toBe('waiting');
    const focused = document.activeElement;
    screener.release();
    await eventually(phase).toBe('open');
    expect(says()).toBe('One picture will not be part of your post. Press again to post without it.');
    // Nobody pressed anything just now: the keyboard stays where the member is.
    expect(document.activeElement).toBe(focused);
    expect(sent).toEqual([]);
    await send();
    expect(sent).toEqual(['']);
  });

  it('says in the catalogue’s language what will be left out, and what needs a choice first', async () => {
    const { store } = await newStore({ 'a.jpg': { action: 'block' }, 'b.jpg': { action: 'hold' } });
    const sent: string[] = [];
    await render(<Composer store={store} sent={sent} messages={germanMessages} />);
    const [, held = ''] = store.add([await pictureNamed('a.jpg', 1), await pictureNamed('b.jpg', 2)]);
    await eventually(() => store.getSnapshot().items.map(({ state }) => state)).toEqual(['blocked', 'choosing']);
    await send();
    expect(says()).toBe('Eines deiner Bilder braucht zuerst deine Entscheidung.');
    store.remove(held);
    await send();
    expect(says()).toBe('1 Bild kommt nicht in deinen Beitrag. Drücke noch einmal, um ihn ohne das Bild zu senden.');
    expect(sent).toEqual([]);
    await send();
    expect(sent).toEqual(['']);
  });

  it('only says so where it is not to wait, speaks the catalogue’s language, and survives another store', async () => {
    const { store } = await newStore({ 'a.jpg': { waits: true } });
    const sent: string[] = [];
    const messages = { pending: 'Noch nicht fertig.' };
    const { rerender } = await render(<Composer store={store} sent={sent} waits={false} messages={messages} />);
    store.add([await pictureNamed('a.jpg')]);
    await send();
    expect([phase(), says()]).toEqual(['open', 'Noch nicht fertig.']);
    // The keyboard is at the picture; Enter once more takes nothing away.
    expect(document.activeElement?.matches('[data-su-item]')).toBe(true);
    await userEvent.keyboard('{Enter}');
    expect(store.getSnapshot().items[0]?.state).not.toBe('cancelled');
    const other = await newStore();
    await rerender(<Composer store={other.store} sent={sent} waits={false} messages={messages} />);
    expect(says()).toBe('');
    await send();
    expect(sent).toEqual(['']);
  });
});

describe('SafeImage', () => {
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  const pictures = [{ address: '/not-there/never.webp', width: 400, height: 300 }];

  it('shows words instead of a picture without a receipt, and asks for nothing', async () => {
    const { rerender } = await render(<SafeImage upload={null} alt="A kite" instead="A person will look first." />);
    expect(document.body.textContent).toContain('A person will look first.');
    await rerender(<SafeImage upload={{ receipt: null, pictures }} alt="A kite" />);
    expect(document.querySelector('img')).toBe(null);
    expect(document.body.textContent).toContain('This picture is not shown.');
    await rerender(<SafeImage upload={{ receipt: 'a.b.c', pictures: [{ address, width: 1, height: 1 }] }} alt="" />);
    expect(document.querySelector('img')).toBe(null);
    expect(performance.getEntriesByType('resource').filter(({ name }) => name.includes('never.webp'))).toEqual([]);
  });

  it('shows one with its receipt, and words once its address no longer answers', async () => {
    const gone = { address: `/not-there/${crypto.randomUUID()}.webp`, width: 400, height: 300 };
    const { rerender } = await render(<SafeImage upload={{ receipt: 'a.b.c', pictures }} alt="A kite" />);
    const image = document.querySelector('img');
    expect([image?.getAttribute('src'), image?.alt, image?.width]).toEqual(['/not-there/never.webp', 'A kite', 400]);
    // The address answers with something that is no picture, as one that was taken down does.
    await rerender(<SafeImage upload={{ receipt: 'a.b.c', pictures: [gone] }} alt="A kite" loading="eager" />);
    await eventually(() => document.querySelector('img')).toBe(null);
    expect(document.body.textContent).toContain('This picture is not shown.');
  });
});
