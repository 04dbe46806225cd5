/**
 * `bindTextarea` in Chromium: real keys, the browser's own undo, real uploads to the protocol double. The screener's
 * verdicts are scripted, so that a test can stop in each state.
 */
import { createSafeUpload, type SafeUploadStore } from '@safeupload/sdk';
import {
  bindTextarea,
  showReasons,
  type TextareaBinding,
  type TextareaOptions,
  withoutPlaceholders,
} from '@safeupload/sdk/textarea';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { paintedFile } from '../support/painted-file.js';
import { newRoom, type Room, type RoomSettings } from '../support/room.js';
import { type Script, type ScriptedScreener, scriptedScreener } from '../support/scripted-screener.js';

const picture = await paintedFile(96, 64, 'image/jpeg');
const named = (name: string, type = 'image/jpeg') => new File([picture], name, { type });

/** Generous: the machine may be busy, and a browser's first upload loads code. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

interface Desk {
  readonly field: HTMLTextAreaElement;
  readonly other: HTMLInputElement;
  readonly form: HTMLFormElement;
  readonly store: SafeUploadStore;
  readonly screener: ScriptedScreener;
  readonly room: Room;
  readonly binding: TextareaBinding;
  readonly gone: string[];
}

async function newDesk(
  scripts: Record<string, Script> = {},
  options: TextareaOptions = {},
  settings: RoomSettings = {},
  prepare: (field: HTMLTextAreaElement) => void = () => {},
): Promise<Desk> {
  const room = newRoom();
  await room.set(settings);
  const screener = scriptedScreener(scripts);
  const limits = { firstPauseMs: 5, longestPauseMs: 10, tries: 2 };
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post', limits });
  const form = document.createElement('form');
  const field = document.createElement('textarea');
  field.name = 'text';
  field.rows = 8;
  field.cols = 80;
  const other = document.createElement('input');
  form.append(field, other);
  document.body.append(form);
  prepare(field);
  const gone: string[] = [];
  const binding = bindTextarea(field, store, { ...options, onGone: (name, why) => gone.push(`${name} ${why}`) });
  endings.push(() => {
    binding.dispose();
    store.dispose();
    form.remove();
  });
  return { field, other, form, store, screener, room, binding, gone };
}

function transferOf(files: readonly File[], texts: Readonly<Record<string, string>> = {}): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
  return transfer;
}

/** Pastes as the browser does; false where the page took it. */
function paste(field: HTMLElement, files: readonly File[], texts: Readonly<Record<string, string>> = {}): boolean {
  const clipboardData = transferOf(files, texts);
  return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}

const allSettled = (store: SafeUploadStore) => eventually(() => store.getSnapshot().pending).toBe(false);
const waiting = (store: SafeUploadStore, state: string) =>
  eventually(() => store.getSnapshot().items.map((item) => item.state)).toContain(state);
const uploadIds = (store: SafeUploadStore) => store.getSnapshot().uploadIds;
const placeholder = /!\[[^\]]*\]\(su-pending:[^)]*\)/g;

describe('a picture in the text', () => {
  it('stands where it was pasted, says how far it is, and becomes a reference; caret and focus stay', async () => {
    const { field, store, screener } = await newDesk({ 'image.jpg': { waits: true } });
    field.focus();
    await userEvent.keyboard('Before after');
    field.setSelectionRange(6, 6);
    const seen = new Set<string>();
    field.addEventListener('input', () => seen.add(/!\[([^\]]*)\]/.exec(field.value)?.[1] ?? ''));
    expect(paste(field, [named('image.jpg')])).toBe(false);
    expect(field.value).toMatch(
      /^Before\n!\[Looking at your picture on your device…\]\(su-pending:[0-9]+-1\)\n after$/,
    );
    expect(field.value).not.toContain('image.jpg');
    await waiting(store, 'screening');
    // Typing goes on behind it, with a selection held while the placeholder changes.
    await userEvent.keyboard('we went ');
    field.setSelectionRange(field.value.length - 5, field.value.length, 'backward');
    screener.release();
    await allSettled(store);
    const [id] = uploadIds(store);
    expect(field.value).toBe(`Before\n![](upload:${id})\nwe went  after`);
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('after');
    expect(field.selectionDirection).toBe('backward');
    expect(document.activeElement).toBe(field);
    expect([...seen].some((words) => /^Sending your picture, \d+ %$/.test(words))).toBe(true);
  });

  it('is told apart from another one of the same name', async () => {
    const { field, store, screener } = await newDesk({ 'image.jpg': { waits: true } });
    field.focus();
    paste(field, [named('image.jpg'), named('image.jpg')]);
    expect(field.value.match(placeholder)).toHaveLength(2);
    expect(new Set(field.value.match(placeholder)).size).toBe(2);
    await eventually(() => store.getSnapshot().items[0]?.state).toBe('screening');
    screener.release();
    await eventually(() => store.getSnapshot().items[1]?.state).toBe('screening');
    screener.release();
    await allSettled(store);
    const [first, second] = uploadIds(store);
    expect(field.value).toBe(`![](upload:${first})\n![](upload:${second})\n`);
  });

  it('takes a HEIC photo whatever type the browser gives it', async () => {
    const { field, store } = await newDesk({ 'IMG_1.HEIC': { waits: true } });
    field.focus();
    paste(field, [named('IMG_1.HEIC', '')]);
    expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['IMG_1.HEIC']);
    expect(field.value.match(placeholder)).toHaveLength(1);
  });

  it('is written in the forum’s syntax: BBCode, or its own', async () => {
    const bb = await newDesk({}, { syntax: 'bbcode' });
    bb.field.focus();
    paste(bb.field, [named('a.jpg')]);
    expect(bb.field.value).toMatch(/^\[img alt="[^"]+"\]su-pending:[0-9]+-1\[\/img\]\n$/);
    await allSettled(bb.store);
    expect(bb.field.value).toBe(`[img]upload:${uploadIds(bb.store)[0]}[/img]\n`);

    const syntax = {
      placeholder: (address: string, words: string) => `{{${words}|${address}}}`,
      picture: (address: string) => `{{${address}}}`,
    };
    const own = await newDesk({}, { syntax });
    own.field.focus();
    paste(own.field, [named('a.jpg')]);
    await allSettled(own.store);
    expect(own.field.value).toBe(`{{upload:${uploadIds(own.store)[0]}}}\n`);
    expect(() =>
      bindTextarea(own.field, own.store, { syntax: { placeholder: () => 'picture', picture: () => 'picture' } }),
    ).toThrowError(expect.objectContaining({ code: 'options-invalid' }));
  });
});

describe('undo', () => {
  it('takes back what the member did, never our percentages, and keeps what was typed before', async () => {
    const { field, store } = await newDesk();
    field.focus();
    await userEvent.keyboard('Hello');
    paste(field, [named('a.jpg')]);
    await allSettled(store);
    const reference = `Hello\n![](upload:${uploadIds(store)[0]})\n`;
    expect(field.value).toBe(reference);
    await userEvent.keyboard('world');
    expect(field.value).toBe(`${reference}world`);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(field.value).toBe(reference);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(field.value).toBe('Hello');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(field.value).toBe('');
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(field.value).toBe('Hello');
  });

  it('of a paste stops its upload, and redo goes on with it', async () => {
    const { field, store, screener } = await newDesk({ 'a.jpg': { waits: true } });
    field.focus();
    await userEvent.keyboard('Hello');
    paste(field, [named('a.jpg')]);
    await waiting(store, 'screening');
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(field.value).toBe('Hello');
    expect(store.getSnapshot().items.map((item) => item.state)).toEqual(['cancelled']);
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    expect(field.value.match(placeholder)).toHaveLength(1);
    await waiting(store, 'screening');
    screener.release();
    await allSettled(store);
    expect(field.value).toBe(`Hello\n![](upload:${uploadIds(store)[0]})\n`);
  });

  it('still works after a picture was finished while the member was elsewhere', async () => {
    const { field, other, store, screener } = await newDesk({ 'a.jpg': { waits: true } });
    field.focus();
    await userEvent.keyboard('Hello');
    paste(field, [named('a.jpg')]);
    await waiting(store, 'screening');
    other.focus();
    screener.release();
    await allSettled(store);
    const reference = `Hello\n![](upload:${uploadIds(store)[0]})\n`;
    expect(field.value).toBe(reference);
    expect(document.activeElement).toBe(other);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    await userEvent.keyboard('world');
    expect(field.value).toBe(`${reference}world`);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(field.value).toBe(reference);
    for (let press = 0; press < 4; press += 1) await userEvent.keyboard('{Control>}z{/Control}');
    // However far the browser still goes back: nothing half and nothing stale is left behind.
    await eventually(() => field.value.includes('su-pending')).toBe(false);
    expect(['', 'Hello', reference]).toContain(field.value);
  });
});

describe('a placeholder', () => {
  it('that is deleted, even by one key, goes as a whole and stops its upload', async () => {
    const { field, store } = await newDesk({ 'a.jpg': { waits: true } });
    field.focus();
    await userEvent.keyboard('Hello');
    paste(field, [named('a.jpg')]);
    await waiting(store, 'screening');
    await userEvent.keyboard('there');
    const end = field.value.indexOf(')') + 1;
    field.setSelectionRange(end, end);
    await userEvent.keyboard('{Backspace}');
    expect(field.value).toBe('Hello\n\nthere');
    expect(store.getSnapshot().items.map((item) => item.state)).toEqual(['cancelled']);
    await userEvent.keyboard('{Control>}z{/Control}');
    expect(field.value.match(placeholder)).toHaveLength(1);
    expect(store.getSnapshot().pending).toBe(true);
  });

  it('that is cut and pasted elsewhere takes its upload along', async () => {
    const { field, store, screener } = await newDesk({ 'a.jpg': { waits: true } });
    field.focus();
    paste(field, [named('a.jpg')]);
    await waiting(store, 'screening');
    await userEvent.keyboard('The end.');
    field.setSelectionRange(0, field.value.indexOf('\n') + 1);
    await userEvent.cut();
    expect(field.value).toBe('The end.');
    expect(store.getSnapshot().pending).toBe(false);
    field.setSelectionRange(8, 8);
    await userEvent.paste();
    expect(store.getSnapshot().pending).toBe(true);
    await waiting(store, 'screening');
    screener.release();
    await allSettled(store);
    expect(field.value).toBe(`The end.![](upload:${uploadIds(store)[0]})\n`);
  });

  it('leaves the text where its picture will not be in the post, and the reason stands beside the composer', async () => {
    const scripts: Record<string, Script> = {
      'blocked.jpg': { action: 'block' },
      'broken.jpg': { fails: 'too-many-pixels' },
    };
    const { field, store, gone } = await newDesk(scripts, {}, { outcome: 'refused' });
    const aside = document.createElement('div');
    document.body.append(aside);
    const stop = showReasons(aside, store);
    endings.push(() => {
      stop();
      aside.remove();
    });
    field.focus();
    await userEvent.keyboard('Text');
    paste(field, [named('blocked.jpg'), named('broken.jpg'), named('refused.jpg')]);
    expect(field.value.match(placeholder)).toHaveLength(3);
    await allSettled(store);
    expect(field.value.trim()).toBe('Text');
    expect(gone.toSorted()).toEqual(['blocked.jpg stopped', 'broken.jpg failed', 'refused.jpg refused']);
    expect(aside.getAttribute('role')).toBe('status');
    expect(aside.textContent).toContain('blocked.jpg can’t be posted. It was not sent.');
    expect(aside.textContent).toContain('refused.jpg can’t be posted here.');
    expect([...aside.querySelectorAll('button')].map((button) => button.textContent)).toContain('Ask a person to look');
    expect(document.activeElement).toBe(field);
  });

  it('waits for the member where she has to choose, and follows a picture that takes another one’s place', async () => {
    const { field, store } = await newDesk({ 'a.jpg': { action: 'hold' } });
    field.focus();
    paste(field, [named('a.jpg')]);
    await waiting(store, 'choosing');
    expect(field.value).toContain('![Your picture waits for your choice](su-pending:');
    const [item] = store.getSnapshot().items;
    store.replace(item?.id ?? '', named('b.jpg'));
    await allSettled(store);
    expect(field.value).toBe(`![](upload:${uploadIds(store)[0]})\n`);
  });

  it('is left alone between the letters of an input method', async () => {
    const { field, store, screener } = await newDesk({ 'a.jpg': { waits: true } });
    field.focus();
    paste(field, [named('a.jpg')]);
    await waiting(store, 'screening');
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    screener.release();
    await allSettled(store);
    expect(field.value.match(placeholder)).toHaveLength(1);
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    await eventually(() => field.value).toBe(`![](upload:${uploadIds(store)[0]})\n`);
  });

  it('is not put where the text has no room for it, and the picture is still in the list', async () => {
    const { field, store } = await newDesk({}, {}, {}, (made) => {
      made.maxLength = 20;
    });
    field.focus();
    await userEvent.keyboard('Nearly full.');
    paste(field, [named('a.jpg')]);
    expect(field.value).toBe('Nearly full.');
    await allSettled(store);
    expect(uploadIds(store)).toHaveLength(1);
    expect(field.value).toBe('Nearly full.');
  });
});

describe('the reasons beside a composer without a list', () => {
  it('let the member choose, leave out, ask a person and try again; the keyboard’s place is not lost', async () => {
    const scripts: Record<string, Script> = {
      'held.jpg': { action: 'hold' },
      'other.jpg': { action: 'hold' },
      'blocked.jpg': { action: 'block' },
    };
    const { field, store, room } = await newDesk(scripts);
    const aside = document.createElement('div');
    document.body.append(aside);
    const stop = showReasons(aside, store);
    endings.push(() => aside.remove());
    field.focus();
    paste(field, [named('held.jpg'), named('other.jpg'), named('blocked.jpg')]);
    const states = () => store.getSnapshot().items.map(({ state }) => state);
    await eventually(states).toEqual(['choosing', 'choosing', 'blocked']);
    const press = async (line: number, words: string) => {
      const button = [...(aside.children[line]?.querySelectorAll('button') ?? [])].find(
        ({ textContent }) => textContent === words,
      );
      expect(button, words).toBeDefined();
      button?.focus();
      button?.click();
    };
    expect(aside.children).toHaveLength(3);
    await press(0, 'Post without it');
    expect(store.getSnapshot().items.map(({ name }) => name)).toEqual(['other.jpg', 'blocked.jpg']);
    expect(aside.contains(document.activeElement)).toBe(true);
    await press(0, 'Send it for a person to look');
    await press(0, 'Ask a person to look');
    await eventually(states).toEqual(['done', 'done']);
    expect(await room.log('upload')).toHaveLength(2);
    expect(aside.children).toHaveLength(0);
    // The one that was chosen stands where it was pasted; the appealed one had left the text and is in the list.
    expect(field.value.trim()).toBe(`![](upload:${store.getSnapshot().items[0]?.uploadId})`);
    stop();
    store.add([named('blocked.jpg')]);
    await waiting(store, 'blocked');
    expect(aside.children).toHaveLength(0);
  });
});

describe('what is posted and what is kept', () => {
  it('the form’s own value has no placeholder while one stands in the text', async () => {
    const { field, form, store, binding } = await newDesk({ 'b.jpg': { waits: true } });
    field.focus();
    await userEvent.keyboard('Words');
    paste(field, [named('a.jpg')]);
    await allSettled(store);
    paste(field, [named('b.jpg')]);
    await waiting(store, 'screening');
    const wanted = `Words\n![](upload:${uploadIds(store)[0]})\n`;
    expect(field.value.match(placeholder)).toHaveLength(1);
    expect(new FormData(form).get('text')).toBe(wanted);
    expect(binding.textOf()).toBe(wanted);
    expect(binding.draftOf()).toBe('Words\n');
    expect(binding.draftOf({ finished: true })).toBe(wanted);
  });

  it('a draft never has a placeholder in it, whatever is done in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('type', 'paste', 'delete', 'front', 'undo', 'elsewhere', 'release'), {
          maxLength: 14,
        }),
        async (steps) => {
          const { field, other, store, screener, binding } = await newDesk({ 'a.jpg': { waits: true } });
          field.focus();
          for (const step of steps) {
            if (step === 'type') document.execCommand('insertText', false, 'word ');
            if (step === 'paste') paste(field, [named('a.jpg')]);
            if (step === 'delete') document.execCommand('delete');
            if (step === 'front') field.setSelectionRange(0, 0);
            if (step === 'undo') document.execCommand('undo');
            if (step === 'elsewhere') other.focus();
            if (step === 'release') screener.release();
            if (step !== 'elsewhere') field.focus();
            await new Promise((resolve) => setTimeout(resolve, 4));
            expect(binding.draftOf()).toMatch(/^(?:w|o|r|d| |\n)*$/);
            expect(withoutPlaceholders(field.value)).not.toContain('su-pending');
          }
          for (const end of endings.splice(0)) end();
          // The binding takes its placeholders along when it goes.
          expect(field.value).not.toContain('su-pending');
          expect(store.getSnapshot().items).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('a placeholder that a closed page left behind is taken out', async () => {
    const left = 'Kept words\n![Sending your picture, 40 %](su-pending:0123456789-3)\nand more';
    const { field } = await newDesk({}, {}, {}, (made) => {
      made.value = left;
    });
    expect(field.value).toBe('Kept words\nand more');
  });

  it('tells which finished pictures the member took out of the text again', async () => {
    const { field, store, binding } = await newDesk();
    field.focus();
    paste(field, [named('a.jpg')]);
    await allSettled(store);
    expect(binding.takenOut()).toEqual([]);
    field.select();
    await userEvent.keyboard('{Delete}');
    expect(binding.takenOut()).toEqual([store.getSnapshot().items[0]?.id]);
    expect(binding.place(store.getSnapshot().items[0]?.id ?? '')).toBe(true);
    expect(field.value).toBe(`![](upload:${uploadIds(store)[0]})\n`);
    expect(binding.takenOut()).toEqual([]);
    expect(binding.place(store.getSnapshot().items[0]?.id ?? '')).toBe(false);
  });
});

describe('pastes and drops', () => {
  it('with formatted text are the page’s own', async () => {
    const { field, store } = await newDesk();
    field.focus();
    expect(paste(field, [named('a.jpg')], { 'text/html': '<b>cells</b>', 'text/plain': 'cells' })).toBe(true);
    expect(store.getSnapshot().items).toEqual([]);
    expect(paste(field, [])).toBe(true);
  });

  it('go to the editor they came to, of several on a page', async () => {
    const first = await newDesk();
    const second = await newDesk();
    second.field.focus();
    paste(second.field, [named('a.jpg')]);
    expect(first.field.value).toBe('');
    expect(first.store.getSnapshot().items).toEqual([]);
    await allSettled(second.store);
    expect(second.field.value).toBe(`![](upload:${uploadIds(second.store)[0]})\n`);
    expect(first.field.value).toBe('');
  });

  it('are taken where they fall, and the focus stays where it was', async () => {
    const { field, other, store } = await newDesk();
    field.value = 'one\ntwo';
    other.focus();
    const { left, top } = field.getBoundingClientRect();
    const at = { clientX: left + 4, clientY: top + 8 };
    const dataTransfer = transferOf([named('a.jpg')]);
    const over = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true, ...at });
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, ...at });
    expect(field.dispatchEvent(over)).toBe(false);
    expect(field.dispatchEvent(drop)).toBe(false);
    await allSettled(store);
    expect(field.value).toBe(`![](upload:${uploadIds(store)[0]})\none\ntwo`);
    expect(document.activeElement).toBe(other);
  });

  it('end with dispose()', async () => {
    const { field, store, binding } = await newDesk({ 'a.jpg': { waits: true } });
    field.focus();
    await userEvent.keyboard('Hello');
    paste(field, [named('a.jpg')]);
    await waiting(store, 'screening');
    binding.dispose();
    expect(field.value).toBe('Hello\n');
    expect(store.getSnapshot().pending).toBe(true);
    expect(paste(field, [named('b.jpg')])).toBe(true);
    expect(store.getSnapshot().items).toHaveLength(1);
  });
});
