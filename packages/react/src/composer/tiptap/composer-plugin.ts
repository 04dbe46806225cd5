import type { Item, SafeUploadStore } from '@safeupload/sdk';
import {
  type ComposerWords,
  carriesFiles,
  droppedFiles,
  type GoneWhy,
  isUnderWay,
  pastedFiles,
  type Standing,
  standingOf,
  successorOf,
} from '@safeupload/sdk/textarea';
import { closeHistory } from '@tiptap/pm/history';
import type { NodeType } from '@tiptap/pm/model';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { canSplit, insertPoint } from '@tiptap/pm/transform';
import type { EditorView } from '@tiptap/pm/view';
import { createPlaceElement, type PlaceElement } from './place-element.js';
import { changePlaces, decorationsOf, placesAfter, placesKey } from './places.js';

/** What {@link createComposerPlugin} needs. */
export interface ComposerPluginOptions {
  readonly store: SafeUploadStore;
  readonly words: ComposerWords;
  /** The node that a finished picture becomes. */
  readonly type: NodeType;
  readonly take: ((files: readonly File[]) => readonly string[]) | null;
  readonly onGone: ((name: string, why: GoneWhy) => void) | null;
}

/** The plugin, and what commands ask of it. */
export interface ComposerPlugin {
  readonly plugin: Plugin;
  /** Puts places for these items of the list at a position; true where one was put. */
  put(view: EditorView, ids: readonly string[], position: number): boolean;
  addAt(view: EditorView, files: readonly File[], position: number): readonly string[];
  /** Ids of items that stood in the document and were deleted from it since. */
  takenOut(view: EditorView): readonly string[];
}

/** What is remembered of a picture beside its position. */
interface Held {
  itemId: string;
  name: string;
  readonly element: PlaceElement;
}

/** For the bar: null while there is no share to tell, undefined where nothing is going on. */
function percentOf(standing: Standing): number | null | undefined {
  if (standing.kind === 'sending') return standing.percent;
  return standing.kind === 'choosing' ? undefined : null;
}

/** Between the letters of an input method the document is left alone; looked at again after this. */
const composingPauseMs = 150;

/** The ProseMirror plugin behind the extension: keeps places beside the document and puts in what is finished. */
export function createComposerPlugin(options: ComposerPluginOptions): ComposerPlugin {
  const { store, words, type } = options;
  const held = new Map<string, Held>();
  /** Items that were put into the document. */
  const putIn = new Set<string>();
  let made = 0;
  let known: readonly Item[] = store.getSnapshot().items;
  let timer = 0;

  const itemOf = (id: string) => store.getSnapshot().items.find((item) => item.id === id);
  const placesOf = (view: EditorView) => placesKey.getState(view.state) ?? [];

  function sayOf(standing: Standing): string {
    if (standing.kind === 'sending') return words.sending(standing.percent);
    return standing.kind === 'choosing' ? words.choosing : words.looking;
  }

  function put(view: EditorView, ids: readonly string[], position: number): boolean {
    const fresh = ids.flatMap((id) => {
      const item = itemOf(id);
      if (item === undefined) return [];
      const standing = standingOf(item);
      if (standing.kind === 'gone') {
        // Too large, or of a kind that is not taken: it ends before it began.
        options.onGone?.(item.name, standing.why);
        return [];
      }
      made += 1;
      const key = `safe-upload-${made}`;
      const element = createPlaceElement(view.dom.ownerDocument, item.name, words, () => {
        // Its picture is stopped as one is whose place was deleted any other way.
        view.dispatch(changePlaces(view.state.tr, { take: [key] }));
        // The pressed button is gone: the keyboard's place is the text it stood in.
        view.focus();
      });
      held.set(key, { itemId: id, name: item.name, element });
      return [{ key, position }];
    });
    if (fresh.length === 0) return false;
    view.dispatch(changePlaces(view.state.tr, { put: fresh }));
    bring(view);
    return true;
  }

  /** Puts a finished picture in: a step of its own in the history, so that one undo takes it out and nothing else. */
  function insert(view: EditorView, key: string, uploadId: string, item: Item): void {
    const places = placesOf(view);
    const index = places.findIndex((place) => place.key === key);
    const place = places[index];
    if (place === undefined) return;
    const node = type.create({ uploadId, alt: item.alt });
    const tr = closeHistory(view.state.tr);
    const { empty, from } = view.state.selection;
    const at = makeRoom(tr, place.position, type, empty && from === place.position);
    tr.insert(at, node);
    // Those that were added later at the same spot come behind it, whichever is finished first.
    const later = places.slice(index + 1).filter(({ position }) => position === place.position);
    const move = new Map(later.map((other) => [other.key, at + node.nodeSize]));
    putIn.add(item.id);
    held.delete(key);
    view.dispatch(changePlaces(tr, { take: [key], move }));
    // What is typed next is another step, however soon it comes.
    view.dispatch(closeHistory(view.state.tr));
  }

  function bring(view: EditorView): void {
    if (view.isDestroyed) return;
    if (view.composing) {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => bring(view), composingPauseMs);
      return;
    }
    for (const { key } of placesOf(view)) {
      const one = held.get(key);
      if (one === undefined) continue;
      const item = itemOf(one.itemId);
      const standing = standingOf(item);
      if (standing.kind === 'done' && item !== undefined) insert(view, key, standing.uploadId, item);
      else if (standing.kind === 'gone') {
        held.delete(key);
        view.dispatch(changePlaces(view.state.tr, { take: [key] }));
        options.onGone?.(one.name, standing.why);
      } else one.element.say(sayOf(standing), percentOf(standing));
    }
  }

  function onStoreChange(view: EditorView): void {
    const { items } = store.getSnapshot();
    for (const one of held.values()) {
      const successor = successorOf(known, items, one.itemId);
      if (successor !== undefined) Object.assign(one, { itemId: successor.id, name: successor.name });
    }
    known = items;
    bring(view);
  }

  function addAt(view: EditorView, files: readonly File[], position: number): readonly string[] {
    const ids = options.take?.(files) ?? store.add(files);
    put(view, ids, position);
    return ids;
  }

  /** The member deleted the text around a place: that is how a placeholder is deleted, and it stops the upload. */
  function stopLost(view: EditorView): void {
    const places = placesOf(view);
    for (const [key, { itemId }] of held) {
      if (places.some((place) => place.key === key)) continue;
      held.delete(key);
      if (isUnderWay(standingOf(itemOf(itemId)))) store.cancel(itemId);
    }
  }

  const plugin = new Plugin({
    key: placesKey,
    state: { init: () => [], apply: placesAfter },
    props: {
      decorations: (state) =>
        decorationsOf(state, (key) => held.get(key)?.element.dom ?? document.createElement('span')),
      handlePaste(view, event) {
        const files = pastedFiles(event.clipboardData);
        if (files.length > 0) addAt(view, files, view.state.selection.to);
        return files.length > 0;
      },
      handleDrop(view, event, _slice, moved) {
        const files = moved ? [] : droppedFiles(event.dataTransfer);
        if (files.length === 0) return false;
        const under = view.posAtCoords({ left: event.clientX, top: event.clientY });
        addAt(view, files, under?.pos ?? view.state.selection.to);
        return true;
      },
      handleKeyDown(view, event) {
        const { empty, from } = view.state.selection;
        if (event.key !== 'Backspace' || !empty || event.isComposing) return false;
        const place = placesOf(view).findLast(({ position }) => position === from);
        if (place === undefined) return false;
        view.dispatch(changePlaces(view.state.tr, { take: [place.key] }));
        return true;
      },
      handleDOMEvents: {
        dragenter(_view, event) {
          if (carriesFiles(event.dataTransfer)) store.touch();
          return false;
        },
      },
    },
    view(view) {
      const unsubscribe = store.subscribe(() => onStoreChange(view));
      return {
        update: stopLost,
        destroy() {
          unsubscribe();
          window.clearTimeout(timer);
        },
      };
    },
  });

  return {
    plugin,
    put,
    addAt,
    takenOut(view) {
      const there = new Set<unknown>();
      view.state.doc.descendants((node) => {
        if (node.type === type) there.add(node.attrs.uploadId);
      });
      return [...putIn].filter((id) => {
        const item = itemOf(id);
        return item?.uploadId !== undefined && !there.has(item.uploadId);
      });
    },
  };
}

/**
 * A position at which the node may stand, as near as can be; in the middle of a paragraph it is parted. At the end of one
 * too where the caret waits there: the member goes on writing behind the picture, as after every paste.
 */
function makeRoom(tr: Transaction, position: number, type: NodeType, caretIsThere: boolean): number {
  const { parent, parentOffset } = tr.doc.resolve(position);
  const endsText = parentOffset > 0 && parentOffset === parent.content.size;
  const point = parent.isTextblock && endsText && caretIsThere ? null : insertPoint(tr.doc, position, type);
  if (point !== null) return point;
  if (parent.isTextblock && canSplit(tr.doc, position)) {
    tr.split(position);
    return position + 1;
  }
  return tr.doc.content.size;
}
