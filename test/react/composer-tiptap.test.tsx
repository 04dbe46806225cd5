/**
 * The TipTap extension with the real TipTap in Chromium: real keys, real uploads to the protocol double. The screener's
 * verdicts are scripted, so that a test can stop in each state.
 */
import { SafeUploadPictures, takenOut, withoutPictures } from '@safeupload/react/tiptap';
import '@safeupload/react/composer.css';
import { createSafeUpload, type SafeUploadStore } from '@safeupload/sdk';
import { Editor } from '@tiptap/core';
import { Fragment, Slice } from '@tiptap/pm/model';
import { StarterKit } from '@tiptap/starter-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { pictureNamed } from '../support/composer.js';
import { newRoom, type RoomSettings } from '../support/room.js';
import { type Script, type ScriptedScreener, scriptedScreener } from '../support/scripted-screener.js';

/** Generous: the machine may be busy, and a browser's first upload loads code. */
const eventually = <T,>(look: () => T) => expect.poll(look, { timeout: 20_000 });

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

interface Desk {
  readonly editor: Editor;
  readonly store: SafeUploadStore;
  readonly screener: ScriptedScreener;
  readonly gone: string[];
}

async function newDesk(
  content: string,
  scripts: Record<string, Script> = {},
  settings: RoomSettings = {},
): Promise<Desk> {
  const room = newRoom();
  await room.set(settings);
  const screener = scriptedScreener(scripts);
  const limits = { firstPauseMs: 5, longestPauseMs: 10, tries: 2 };
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post', limits });
  const element = document.createElement('div');
  document.body.append(element);
  const gone: string[] = [];
  const editor = new Editor({
    element,
    extensions: [
      StarterKit,
      SafeUploadPictures.configure({ store, onGone: (name, why) => gone.push(`${name} ${why}`) }),
    ],
    content,
  });
  endings.push(() => {
    editor.destroy();
    store.dispose();
    element.remove();
  });
  await userEvent.click(editor.view.dom);
  return { editor, store, screener, gone };
}

function paste(editor: Editor, files: readonly File[], texts: Readonly<Record<string, string>> = {}): void {
  const clipboardData = new DataTransfer();
  for (const file of files) clipboardData.items.add(file);
  for (const [type, text] of Object.entries(texts)) clipboardData.setData(type, text);
  editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

const allSettled = (store: SafeUploadStore) => eventually(() => store.getSnapshot().pending).toBe(false);
const waiting = (store: SafeUploadStore, state: string) =>
  eventually(() => store.getSnapshot().items.map((item) => item.state)).toContain(state);
const placesIn = (editor: Editor) => [...editor.view.dom.querySelectorAll('.su-place')];
/** The document in short: paragraphs as their text, pictures as their upload ids in brackets. */
const outline = (editor: Editor) =>
  editor.state.doc.content.content.map((node) =>
    node.type.name === 'safeUpload' ? `[${node.attrs.uploadId}]` : node.textContent,
  );

describe('a picture on its way', () => {
  it('is neither in the document nor in its history until it is allowed; then one undo takes it out', async () => {
    const { editor, store, screener } = await newDesk('<p>Hello</p>', { 'a.jpg': { waits: true } });
    editor.commands.setTextSelection(6);
    const before = editor.getJSON();
    let changes = 0;
    editor.on('transaction', ({ transaction }) => {
      if (transaction.docChanged) changes += 1;
    });
    paste(editor, [await pictureNamed('a.jpg')]);
    await waiting(store, 'screening');
    expect(placesIn(editor)).toHaveLength(1);
    expect(placesIn(editor)[0]?.textContent).toContain('Looking at your picture on your device');
    expect(editor.getJSON()).toEqual(before);
    expect(editor.getHTML()).toBe('<p>Hello</p>');
    expect(changes).toBe(0);
    expect(editor.can().undo()).toBe(false);

    await userEvent.keyboard(' there');
    screener.release();
    await allSettled(store);
    const [id] = store.getSnapshot().uploadIds;
    expect(placesIn(editor)).toEqual([]);
    await userEvent.keyboard('!');
    const text = outline(editor)
      .filter((part) => part !== `[${id}]`)
      .join('');
    expect(text).toBe('Hello there!');
    expect(outline(editor)).toContain(`[${id}]`);
    expect(editor.getHTML()).toContain(`<figure data-upload="${id}"></figure>`);
    // Each a step of its own: the last letter, the picture, the words before.
    editor.commands.undo();
    expect(outline(editor).join('')).toContain(`[${id}]`);
    expect(outline(editor).join('')).not.toContain('!');
    editor.commands.undo();
    expect(outline(editor)).toEqual(['Hello there']);
    editor.commands.undo();
    expect(outline(editor)).toEqual(['Hello']);
    editor.commands.redo();
    editor.commands.redo();
    expect(outline(editor)).toContain(`[${id}]`);
  });

  it('leaves the caret behind it, as every paste does, also where the member did not type on', async () => {
    const { editor, store } = await newDesk('<p>Hello</p>');
    editor.commands.setTextSelection(6);
    paste(editor, [await pictureNamed('a.jpg', 1)]);
    await allSettled(store);
    paste(editor, [await pictureNamed('b.jpg', 2)]);
    await allSettled(store);
    await userEvent.keyboard('there');
    const ids = store.getSnapshot().uploadIds.map((id) => `[${id}]`);
    expect(outline(editor).filter((part) => part !== '')).toEqual(['Hello', ...ids, 'there']);
  });

  it('stays where it was put while the member writes before and behind it', async () => {
    const { editor, store, screener } = await newDesk('<p>one two</p><p>three</p>', { 'a.jpg': { waits: true } });
    editor.commands.setTextSelection(4);
    paste(editor, [await pictureNamed('a.jpg')]);
    await waiting(store, 'screening');
    editor.commands.insertContentAt(1, 'zero ');
    editor.commands.insertContentAt(editor.state.doc.content.size, '<p>four</p>');
    const caret = editor.state.doc.content.size - 3;
    editor.commands.setTextSelection(caret);
    screener.release();
    await allSettled(store);
    const [id] = store.getSnapshot().uploadIds;
    expect(outline(editor).filter((part) => part !== '')).toEqual(['zero one', `[${id}]`, ' two', 'three', 'four']);
    // The caret is still where it was in "four".
    expect(editor.state.selection.$from.parent.textContent).toBe('four');
    expect(editor.state.selection.$from.parentOffset).toBe(2);
    expect(document.activeElement).toBe(editor.view.dom);
  });

  it('stays where it was put when others change the document, in steps or as a whole', async () => {
    const { editor, store, screener } = await newDesk('<p>one</p><p>two</p><p>three</p>', { 'a.jpg': { waits: true } });
    editor.commands.setTextSelection(9);
    paste(editor, [await pictureNamed('a.jpg')]);
    await waiting(store, 'screening');
    const { schema } = editor;
    // As prosemirror-collab applies a colleague's step.
    editor.view.dispatch(editor.state.tr.insertText('zero ', 1).setMeta('addToHistory', false));
    // As y-prosemirror does: the whole document is replaced, whatever was changed in it.
    const paragraphs = ['zero one', 'by another', 'two', 'three'].map(
      (text) => schema.nodes.paragraph?.create(null, schema.text(text)) ?? [],
    );
    editor.view.dispatch(
      editor.state.tr
        .replace(0, editor.state.doc.content.size, new Slice(Fragment.from(paragraphs.flat()), 0, 0))
        .setMeta('addToHistory', false)
        .setMeta('y-sync$', { isChangeOrigin: true }),
    );
    expect(placesIn(editor)).toHaveLength(1);
    expect(store.getSnapshot().pending).toBe(true);
    screener.release();
    await allSettled(store);
    const [id] = store.getSnapshot().uploadIds;
    expect(outline(editor).filter((part) => part !== '')).toEqual([
      'zero one',
      'by another',
      'two',
      `[${id}]`,
      'three',
    ]);
    // What a colleague wrote is not the member's to undo; the picture is.
    editor.commands.undo();
    expect(outline(editor)).toEqual(['zero one', 'by another', 'two', 'three']);
  });

  it('several pasted at once stand in their order, whichever is finished first', async () => {
    const { editor, store, screener } = await newDesk('<p>Text</p>', { 'slow.jpg': { action: 'hold' } });
    editor.commands.setTextSelection(5);
    paste(editor, [await pictureNamed('slow.jpg', 1), await pictureNamed('b.jpg', 2), await pictureNamed('c.jpg', 3)]);
    expect(placesIn(editor)).toHaveLength(3);
    await eventually(() => store.getSnapshot().uploadIds.length).toBe(2);
    expect(placesIn(editor).map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('waits for your choice'),
    ]);
    const [slow] = store.getSnapshot().items;
    store.choose(slow?.id ?? '', 'send');
    await allSettled(store);
    expect(screener.seen).toHaveLength(3);
    const ids = store.getSnapshot().items.map(({ uploadId }) => `[${uploadId}]`);
    expect(outline(editor).filter((part) => part.startsWith('['))).toEqual(ids);
  });

  it('a HEIC photo is not lost, pasted or dropped, whatever type the browser gives it', async () => {
    const { editor, store } = await newDesk('<p>Text</p>');
    const jpeg = await pictureNamed('IMG_0042.HEIC');
    paste(editor, [new File([jpeg], 'IMG_0042.HEIC', { type: '' })]);
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([jpeg], 'IMG_0043.heic', { type: 'image/heic' }));
    const { left, top } = editor.view.dom.getBoundingClientRect();
    const drop = new DragEvent('drop', {
      dataTransfer,
      bubbles: true,
      cancelable: true,
      clientX: left + 10,
      clientY: top + 10,
    });
    expect(editor.view.dom.dispatchEvent(drop)).toBe(false);
    expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['IMG_0042.HEIC', 'IMG_0043.heic']);
    expect(placesIn(editor)).toHaveLength(2);
  });

  it('a paste with formatted text is the editor’s own', async () => {
    const { editor, store } = await newDesk('<p></p>');
    paste(editor, [await pictureNamed('a.jpg')], {
      'text/html': '<p>cells <img src="https://pictures.invalid/x.png"></p>',
    });
    expect(store.getSnapshot().items).toEqual([]);
    expect(editor.getText()).toContain('cells');
    expect(editor.view.dom.querySelectorAll('img[src]')).toHaveLength(0);
  });
});

describe('a place', () => {
  it('goes where its picture will not be in the post, and the reason is told', async () => {
    const { editor, store, gone } = await newDesk(
      '<p>Text</p>',
      { 'blocked.jpg': { action: 'block' } },
      { outcome: 'refused' },
    );
    paste(editor, [await pictureNamed('blocked.jpg', 1), await pictureNamed('refused.jpg', 2)]);
    await allSettled(store);
    expect(placesIn(editor)).toEqual([]);
    expect(outline(editor)).toEqual(['Text']);
    expect(gone).toEqual(['blocked.jpg stopped', 'refused.jpg refused']);
    expect(editor.can().undo()).toBe(false);
  });

  it('is deleted by its button, by Backspace behind it, or with the text around it: each stops the upload', async () => {
    const { editor, store } = await newDesk('<p>one</p><p>two</p>', { 'a.jpg': { waits: true } });
    const states = () => store.getSnapshot().items.map((item) => item.state);
    editor.commands.setTextSelection(4);
    paste(editor, [await pictureNamed('a.jpg')]);
    await waiting(store, 'screening');
    await userEvent.click(placesIn(editor)[0]?.querySelector('button') ?? editor.view.dom);
    expect(states()).toEqual(['cancelled']);

    editor.commands.focus();
    editor.commands.setTextSelection(4);
    paste(editor, [await pictureNamed('a.jpg')]);
    await userEvent.keyboard('{Backspace}');
    expect(states()).toEqual(['cancelled', 'cancelled']);
    expect(outline(editor)).toEqual(['one', 'two']);

    editor.commands.setTextSelection(3);
    paste(editor, [await pictureNamed('a.jpg')]);
    editor.commands.selectAll();
    await userEvent.keyboard('{Delete}');
    expect(states()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(placesIn(editor)).toEqual([]);
  });

  it('keeps its element, and so the keyboard’s place on its button, while its words change', async () => {
    const { editor, store, screener } = await newDesk('<p>one</p>', { 'a.jpg': { waits: true, action: 'hold' } });
    paste(editor, [await pictureNamed('a.jpg')]);
    await waiting(store, 'screening');
    const button = placesIn(editor)[0]?.querySelector('button');
    button?.focus();
    screener.release();
    await waiting(store, 'choosing');
    expect(placesIn(editor)[0]?.textContent).toContain('waits for your choice');
    expect(document.activeElement).toBe(button);
  });
});

describe('a finished picture', () => {
  it('is drawn from the picked file, left out of drafts, and known when the member deletes it', async () => {
    const { editor, store } = await newDesk('<p>Text</p>');
    paste(editor, [await pictureNamed('a.jpg')]);
    await allSettled(store);
    await eventually(() => editor.view.dom.querySelector('.su-picture canvas')?.checkVisibility()).toBe(true);
    expect(JSON.stringify(editor.getJSON())).toContain('"safeUpload"');
    expect(JSON.stringify(withoutPictures(editor.getJSON()))).not.toContain('safeUpload');
    expect(takenOut(editor)).toEqual([]);
    editor.commands.undo();
    expect(takenOut(editor)).toEqual([store.getSnapshot().items[0]?.id]);
    editor.commands.placePicture(store.getSnapshot().items[0]?.id ?? '');
    await eventually(() => takenOut(editor)).toEqual([]);
  });

  it('comes back from its HTML, and nothing else becomes one', async () => {
    const id = 'A'.repeat(22);
    const { editor } = await newDesk(
      `<p>Text</p><figure data-upload="${id}" data-alt="A kite"></figure><figure data-upload="no"></figure>`,
    );
    expect(outline(editor).filter((part) => part !== '')).toEqual(['Text', `[${id}]`]);
    expect(editor.getHTML()).toContain(`<figure data-upload="${id}" data-alt="A kite"></figure>`);
  });
});
