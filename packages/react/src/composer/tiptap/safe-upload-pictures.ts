import type { SafeUploadStore } from '@safeupload/sdk';
import { type ComposerWords, englishComposerWords, type GoneWhy } from '@safeupload/sdk/textarea';
import { type Editor, type JSONContent, mergeAttributes, Node } from '@tiptap/core';
import { type ComposerPlugin, createComposerPlugin } from './composer-plugin.js';
import { pictureView } from './picture-node.js';

/** How {@link SafeUploadPictures} works. */
export interface SafeUploadPicturesOptions {
  /** The list of this composer. Null only until it is configured: then pictures are shown and none are taken. */
  readonly store: SafeUploadStore | null;
  /** Replaces words of `englishComposerWords`. */
  readonly words: Partial<ComposerWords>;
  /** Adds files to the store, as many as the host wants, and returns their ids; default: all of them. */
  readonly take: ((files: readonly File[]) => readonly string[]) | null;
  /** Called when a place was taken out because its picture will not be part of the post. */
  readonly onGone: ((name: string, why: GoneWhy) => void) | null;
}

interface Storage {
  composer: ComposerPlugin | null;
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    safeUpload: {
      /** Adds files and puts their places where the caret is: for a button of the toolbar. */
      addPictures: (files: readonly File[]) => ReturnType;
      /** Puts a picture of the list into the text, where the caret is. */
      placePicture: (id: string) => ReturnType;
    };
  }
  interface Storage {
    safeUpload: { composer: ComposerPlugin | null };
  }
}

/**
 * Pictures in TipTap: pasted, dropped or added ones get a place beside the document and become a node when the server
 * allowed or held them. Until then nothing is in the document, in its history or on a collaborator's screen. The node's
 * HTML is `<figure data-upload="…">`, for `@safeupload/sdk/render` on the other side.
 */
export const SafeUploadPictures = Node.create<SafeUploadPicturesOptions, Storage>({
  name: 'safeUpload',
  group: 'block',
  atom: true,
  draggable: true,

  addOptions: () => ({ store: null, words: {}, take: null, onGone: null }),
  addStorage: () => ({ composer: null }),

  addAttributes: () => ({
    uploadId: {
      default: null,
      parseHTML: (element) => element.getAttribute('data-upload'),
      renderHTML: ({ uploadId }) => ({ 'data-upload': uploadId }),
    },
    alt: {
      default: '',
      parseHTML: (element) => element.getAttribute('data-alt') ?? '',
      renderHTML: ({ alt }) => (alt === '' ? {} : { 'data-alt': alt }),
    },
  }),
  parseHTML: () => [
    {
      tag: '[data-upload]',
      getAttrs: (element) => (/^[A-Za-z0-9_-]{16,64}$/.test(element.dataset.upload ?? '') ? null : false),
    },
  ],
  // Not an `img`: the browser would try to fetch `upload:…` whenever the editor's content is copied.
  renderHTML: ({ HTMLAttributes }) => ['figure', mergeAttributes(HTMLAttributes)],
  addNodeView() {
    const turns = { last: Promise.resolve() };
    return ({ node }) => pictureView(document, node, this.options.store, turns);
  },

  addCommands() {
    return {
      addPictures:
        (files) =>
        ({ view, dispatch, state }) => {
          if (dispatch !== undefined)
            queueMicrotask(() => this.storage.composer?.addAt(view, files, state.selection.to));
          return this.storage.composer !== null && files.length > 0;
        },
      placePicture:
        (id) =>
        ({ view, dispatch, state }) => {
          if (dispatch !== undefined) queueMicrotask(() => this.storage.composer?.put(view, [id], state.selection.to));
          return this.storage.composer !== null;
        },
    };
  },

  addProseMirrorPlugins() {
    const { store, words, take, onGone } = this.options;
    if (store === null) return [];
    const composer = createComposerPlugin({
      store,
      words: { ...englishComposerWords, ...words },
      type: this.type,
      take,
      onGone,
    });
    this.storage.composer = composer;
    return [composer.plugin];
  },
});

/**
 * Ids (of the store) of pictures that stood in the text and were deleted from it since: the member does not want them in
 * the post, and the store still has them because undo brings them back.
 */
export function takenOut(editor: Editor): readonly string[] {
  return editor.storage.safeUpload.composer?.takenOut(editor.view) ?? [];
}

/** Most levels of a document looked into. */
const deepest = 60;

/** A document without pictures: what may be kept as a draft, because an upload that is in no post ends within the hour. */
export function withoutPictures(content: JSONContent, depth = 0): JSONContent {
  if (content.content === undefined || depth > deepest) return content;
  const left = content.content.filter(({ type }) => type !== 'safeUpload');
  return { ...content, content: left.map((child) => withoutPictures(child, depth + 1)) };
}
