import { SafeUploadPictures, withoutPictures } from '@safeupload/react/tiptap';
import { createSafeUpload, createScreener, type SafeUploadStore } from '@safeupload/sdk';
import { bindTextarea } from '@safeupload/sdk/textarea';
import { Editor } from '@tiptap/core';
import { StarterKit } from '@tiptap/starter-kit';
import { pictureFile } from './page-files.js';

/** A field to write in that takes pictures. */
export type ComposerKind = 'textarea' | 'tiptap';

/** How the open composer stands. */
export interface Writing {
  /** What the field holds: its value, or its HTML. */
  readonly text: string;
  /** What a host would keep as a draft now: words, or HTML. */
  readonly draft: string;
  /** Drafts so far, one at each change of text or list, that held a mark of a picture on its way or of an upload. */
  readonly spoiltDrafts: readonly string[];
  /** Pictures on their way that are shown in the text. */
  readonly places: number;
  readonly pending: boolean;
  readonly uploadIds: readonly string[];
}

/** What a test may ask of a composer: see `PageCalls`. One is open at a time, and has the keyboard. */
export interface ComposerCalls {
  /** Opens one, with a file input `#toolbar` beside it as the button of a toolbar. */
  openComposer(kind: ComposerKind): void;
  /** Pastes `/pictures/NAME` where the caret is, and tells how the composer stands in the same moment. */
  pasteInComposer(name: string): Writing;
  writing(): Writing;
  closeComposer(): void;
}

interface Field {
  readonly element: HTMLElement;
  add(files: readonly File[]): void;
  text(): string;
  draft(): string;
  dispose(): void;
}

interface Composer extends Field {
  readonly store: SafeUploadStore;
  readonly spoiltDrafts: string[];
  close(): void;
}

let open: Composer | undefined;

/** The page's side of {@link ComposerCalls}. */
export const composerCalls = {
  async openComposer(kind: ComposerKind): Promise<void> {
    // One that a failed test left.
    open?.close();
    const screener = createScreener({ assets: '/safe-upload/' });
    const store = createSafeUpload({ screener, endpoint: '/upload', context: 'post' });
    const host = document.body.appendChild(document.createElement('div'));
    const field = kind === 'textarea' ? plainField(host, store) : formattedField(host, store);
    const toolbar = host.appendChild(document.createElement('input'));
    Object.assign(toolbar, { type: 'file', id: 'toolbar' });
    toolbar.addEventListener('change', () => field.add([...(toolbar.files ?? [])]));
    const spoiltDrafts: string[] = [];
    const look = () => {
      const draft = field.draft();
      if (/su-pending|upload/.test(draft)) spoiltDrafts.push(draft);
    };
    field.element.addEventListener('input', look);
    const unsubscribe = store.subscribe(look);
    const close = () => {
      unsubscribe();
      field.dispose();
      store.dispose();
      screener.dispose();
      host.remove();
    };
    open = { ...field, store, spoiltDrafts, close };
    field.element.focus();
  },
  async pasteInComposer(name: string): Promise<Writing> {
    const file = await pictureFile(name);
    const clipboardData = new DataTransfer();
    clipboardData.items.add(file);
    const { element } = opened();
    const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true });
    // Given to the constructor, Firefox 153 leaves it out and makes an empty one.
    Object.defineProperty(event, 'clipboardData', { value: clipboardData });
    element.dispatchEvent(event);
    return standing();
  },
  writing: async (): Promise<Writing> => standing(),
  async closeComposer(): Promise<void> {
    open?.close();
    open = undefined;
  },
};

function opened(): Composer {
  if (open === undefined) throw new Error('no composer is open');
  return open;
}

function standing(): Writing {
  const { element, store, spoiltDrafts, text, draft } = opened();
  const { pending, uploadIds } = store.getSnapshot();
  const shown =
    element instanceof HTMLTextAreaElement ? text().match(/su-pending:/g) : element.querySelectorAll('.su-place');
  return { text: text(), draft: draft(), spoiltDrafts, places: shown?.length ?? 0, pending, uploadIds };
}

function plainField(host: HTMLElement, store: SafeUploadStore): Field {
  const element = host.appendChild(document.createElement('textarea'));
  const binding = bindTextarea(element, store);
  return {
    element,
    add: (files) => binding.add(files),
    text: () => element.value,
    draft: () => binding.draftOf(),
    dispose: () => binding.dispose(),
  };
}

function formattedField(host: HTMLElement, store: SafeUploadStore): Field {
  const extensions = [StarterKit, SafeUploadPictures.configure({ store })];
  // The page's policy allows no style and no HTML that come as text; TipTap parses even an empty string as HTML.
  const content = { type: 'doc', content: [{ type: 'paragraph' }] };
  const editor = new Editor({ element: host, extensions, content, injectCSS: false });
  return {
    element: editor.view.dom,
    add: (files) => editor.commands.addPictures(files),
    text: () => editor.getHTML(),
    draft: () => JSON.stringify(withoutPictures(editor.getJSON())),
    dispose: () => editor.destroy(),
  };
}
