import type { Item } from '../item.js';
import type { SafeUploadStore } from '../store-contract.js';
import { listenToField } from './listen-to-field.js';
import { createOwnEdits } from './own-edits.js';
import {
  addressPattern as anyAddress,
  type PictureSyntax,
  placeholderPattern,
  plainWords,
  rangesOf,
  syntaxOf,
  type TextRange,
  wholeLine,
  withoutPlaceholders,
} from './picture-syntax.js';
import { remainsOf } from './remains.js';
import { isUnderWay, type Standing, standingOf, successorOf } from './standing.js';
import { createPlaces, type Place } from './text-place.js';
import { type ComposerWords, englishComposerWords, type GoneWhy } from './words.js';
import { createFieldWriter } from './write-in-field.js';

/** How {@link bindTextarea} works. */
export interface TextareaOptions {
  /** How this forum's text spells a picture; default `markdown`. */
  readonly syntax?: 'markdown' | 'bbcode' | PictureSyntax;
  /** Replaces words of {@link englishComposerWords}. */
  readonly words?: Partial<ComposerWords>;
  /** Adds files to the store, as many as the host wants, and returns their ids; default: all of them. */
  readonly take?: (files: readonly File[]) => readonly string[];
  /** Called when a placeholder was taken out because its picture will not be part of the post. */
  readonly onGone?: (name: string, why: GoneWhy) => void;
}

/** A textarea that takes pictures. */
export interface TextareaBinding {
  /** Adds files to the store and puts their places where the caret is: for a button of the toolbar. The new ids. */
  add(files: Iterable<File>): string[];
  /** Puts a picture of the list into the text, where the caret is. False where it is there, gone or has no room. */
  place(id: string): boolean;
  /** The text to post: references to finished uploads stand in it, nothing of those that are not finished. */
  textOf(): string;
  /** The text to keep as a draft: the member's words alone. With `finished`, references to finished uploads too. */
  draftOf(options?: { readonly finished?: boolean }): string;
  /**
   * Ids of finished uploads that stood in the text and were deleted from it since: the member does not want them in the
   * post, and the store still has them because undo brings them back.
   */
  takenOut(): readonly string[];
  /** Ends the binding and takes its placeholders out. Uploads go on: they are the store's. */
  dispose(): void;
}

/** Most undo steps taken for one press, so that a browser that counts otherwise than we do cannot keep us here. */
const mostSteps = 120;

/** How long an undo may leave an old percentage in the text before it is put right; redo ends there. */
const historyRestMs = 1_000;

/**
 * Lets a textarea take pictures by paste and drop. Where one is put a placeholder stands, keyed by an id of its own, and
 * says how far the picture is; a finished one becomes `upload:<id>` in the forum's syntax; one that is stopped, refused
 * or removed leaves the text. Deleting a placeholder stops its upload, undoing that goes on with it. Undo, caret,
 * selection and focus stay the member's. Throws `options-invalid` where the syntax's placeholder does not hold its
 * address.
 */
export function bindTextarea(
  field: HTMLTextAreaElement,
  store: SafeUploadStore,
  options: TextareaOptions = {},
): TextareaBinding {
  const syntax = syntaxOf(options.syntax);
  const words: ComposerWords = { ...englishComposerWords, ...options.words };
  const anyPlaceholder = placeholderPattern(syntax);
  const writer = createFieldWriter(field);
  const own = createOwnEdits();
  const places = new Map<string, Place>();
  const listening = new AbortController();
  const newPlace = createPlaces(syntax);
  let composing = false;
  let known = store.getSnapshot().items;
  let before = field.value;
  let settling = 0;

  const itemOf = (id: string): Item | undefined => store.getSnapshot().items.find((item) => item.id === id);

  function write(range: TextRange, text: string, caret?: number): void {
    const was = field.value;
    writer.write(range.start, range.end, text, caret);
    before = field.value;
    if (caret === undefined) own.add(was, before);
  }

  function wordsOf(standing: Standing): string {
    if (standing.kind === 'sending') return words.sending(standing.percent);
    return standing.kind === 'choosing' ? words.choosing : words.looking;
  }

  function placeholderOf(place: Place, item: Item | undefined): string {
    return syntax.placeholder(place.address, plainWords(wordsOf(standingOf(item))));
  }

  /** How the text refers to a finished picture; null for one that is not finished. */
  function referenceTo(item: Item | undefined): string | null {
    const standing = standingOf(item);
    return standing.kind === 'done' ? syntax.picture(`upload:${standing.uploadId}`, plainWords(item?.alt ?? '')) : null;
  }

  /** Brings one picture's places in the text to how the picture stands. */
  function bring(place: Place): void {
    if (place.reference !== null) return;
    const item = itemOf(place.itemId);
    const standing = standingOf(item);
    const ranges = rangesOf(field.value, place.pattern);
    if (standing.kind === 'gone') {
      place.stands = false;
      for (const range of ranges.reverse()) write(wholeLine(field.value, range), '');
      if (!place.told && !place.stopped) options.onGone?.(place.name, standing.why);
      place.told = true;
      return;
    }
    place.told = false;
    const reference = referenceTo(item);
    const text = reference ?? placeholderOf(place, item);
    // Without a place any more it is a picture of the list like one that never had one.
    if (ranges.length > 0) place.reference = reference;
    for (const range of ranges.reverse()) {
      if (field.value.slice(range.start, range.end) !== text) write(range, text);
    }
  }

  function bringAll(): void {
    // Between the letters of an input method nothing may be written: it would end what the member is composing.
    if (composing || listening.signal.aborted) return;
    window.clearTimeout(settling);
    for (const place of places.values()) bring(place);
    // What an undo brought back of a finished picture, or a page that was closed left behind.
    for (const range of rangesOf(field.value, anyPlaceholder).reverse()) {
      const spelt = field.value.slice(range.start, range.end);
      const place = places.get(rangesOf(spelt, anyAddress).map(({ start, end }) => spelt.slice(start, end))[0] ?? '');
      if (place === undefined) write(wholeLine(field.value, range), '');
      else if (place.reference !== null) write(range, place.reference);
    }
  }

  function onStoreChange(): void {
    const { items } = store.getSnapshot();
    for (const place of places.values()) {
      const successor = successorOf(known, items, place.itemId);
      if (successor !== undefined) Object.assign(place, { itemId: successor.id, name: successor.name });
    }
    known = items;
    bringAll();
  }

  /** After the member's own change: a placeholder that is no more stops its upload, one that is back goes on with it. */
  function follow(): void {
    for (const place of places.values()) {
      if (place.reference !== null) continue;
      const present = rangesOf(field.value, place.pattern).length > 0;
      if (present === place.stands) continue;
      place.stands = present;
      if (present && place.stopped) {
        place.stopped = false;
        store.retry(place.itemId);
      } else if (!present && isUnderWay(standingOf(itemOf(place.itemId)))) {
        place.stopped = true;
        store.cancel(place.itemId);
      }
    }
  }

  /** A deletion that hit a placeholder takes all of it: half of one would stay as rubbish. */
  function takeRemains(was: string): void {
    for (const range of remainsOf(was, field.value, anyPlaceholder)) write(range, '');
  }

  function onInput(event: Event): void {
    if (writer.isWriting()) {
      before = field.value;
      return;
    }
    const was = before;
    const kind = event instanceof InputEvent ? event.inputType : '';
    before = field.value;
    if (kind === 'historyUndo' || kind === 'historyRedo') {
      goOnPastOwnEdits(kind === 'historyUndo' ? 'undo' : 'redo', was);
      follow();
      // Writing now would end the redo list at once; a percentage may be old for a moment.
      window.clearTimeout(settling);
      settling = window.setTimeout(bringAll, historyRestMs);
      return;
    }
    if (kind.startsWith('delete') && !composing) takeRemains(was);
    follow();
    bringAll();
  }

  /** The member takes back what she did; our percentages between are no step of hers. */
  function goOnPastOwnEdits(command: 'undo' | 'redo', was: string): void {
    let previous = was;
    for (let step = 0; step < mostSteps && own.has(command, previous, field.value); step += 1) {
      previous = field.value;
      if (!writer.step(command)) break;
    }
    before = field.value;
  }

  /**
   * Puts pictures on lines of their own, all in one step of undo: placeholders, and references to finished ones. False
   * where there are none or the text has no room for them.
   */
  function put(ids: readonly string[], at: number): boolean {
    const fresh: Place[] = [];
    const lines: string[] = [];
    for (const id of ids) {
      const item = itemOf(id);
      if (item === undefined) continue;
      const standing = standingOf(item);
      // Too large, or of a kind that is not taken: it ends before it began.
      if (standing.kind === 'gone') options.onGone?.(item.name, standing.why);
      else {
        const place = newPlace(item);
        place.reference = referenceTo(item);
        fresh.push(place);
        lines.push(place.reference ?? placeholderOf(place, item));
      }
    }
    const text = field.value;
    const opening = at === 0 || text[at - 1] === '\n' ? '' : '\n';
    const closing = text[at] === '\n' ? '' : '\n';
    const whole = opening + lines.join('\n') + closing;
    if (fresh.length === 0 || (field.maxLength >= 0 && text.length + whole.length > field.maxLength)) return false;
    for (const place of fresh) places.set(place.address, place);
    write({ start: at, end: at }, whole, at + whole.length + 1 - closing.length);
    return true;
  }

  function addAt(files: readonly File[], at: number): string[] {
    const ids = options.take?.(files) ?? store.add(files);
    put(ids, at);
    return [...ids];
  }

  listenToField(
    field,
    {
      onInput,
      onBeforeInput() {
        if (!writer.isWriting()) before = field.value;
      },
      onComposing(is) {
        composing = is;
        // After the `input` event that comes with the end.
        if (!is) window.setTimeout(bringAll, 0);
      },
      onComing: store.touch,
      onFiles: addAt,
      // A form that is sent while pictures are on their way sends words and finished pictures, whoever reads it.
      sentText: () => (rangesOf(field.value, anyPlaceholder).length === 0 ? null : textOf()),
    },
    listening.signal,
  );
  const unsubscribe = store.subscribe(onStoreChange);
  // What the browser put back after a reload, or a draft that somebody kept with them.
  bringAll();

  function textOf(): string {
    let text = field.value;
    for (const place of places.values()) {
      const reference = place.reference ?? referenceTo(itemOf(place.itemId));
      if (reference === null) continue;
      for (const range of rangesOf(text, place.pattern).reverse()) {
        text = text.slice(0, range.start) + reference + text.slice(range.end);
      }
    }
    return withoutPlaceholders(text, syntax);
  }

  return {
    add: (files) => addAt([...files], field.selectionEnd),
    place(id) {
      const item = itemOf(id);
      if (item === undefined || listening.signal.aborted) return false;
      const there = [...places.values()].find((place) => place.itemId === id);
      const text = field.value;
      if (there !== undefined) {
        const spelt = there.reference;
        if (spelt === null ? rangesOf(text, there.pattern).length > 0 : text.includes(spelt)) return false;
        places.delete(there.address);
      }
      return put([id], field.selectionEnd);
    },
    textOf,
    draftOf: ({ finished = false } = {}) => (finished ? textOf() : withoutPlaceholders(textOf(), syntax, { finished })),
    takenOut() {
      const text = textOf();
      return [...places.values()].flatMap(({ itemId, reference }) => {
        const { uploadId } = itemOf(itemId) ?? {};
        return reference !== null && uploadId !== undefined && !text.includes(`upload:${uploadId}`) ? [itemId] : [];
      });
    },
    dispose() {
      if (listening.signal.aborted) return;
      listening.abort();
      unsubscribe();
      window.clearTimeout(settling);
      for (const range of rangesOf(field.value, anyPlaceholder).reverse()) write(wholeLine(field.value, range), '');
      places.clear();
    },
  };
}
