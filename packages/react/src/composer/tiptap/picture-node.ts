import type { SafeUploadStore } from '@safeupload/sdk';
import type { Node } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { drawPreview } from './picture-preview.js';

/** Draws one preview after the other: ten large photos decoded at once would be 2 GB. */
export interface DrawingTurns {
  last: Promise<void>;
}

/** Shows a finished picture in the editor: drawn from the file the member picked, nothing is fetched. */
export function pictureView(page: Document, node: Node, store: SafeUploadStore | null, turns: DrawingTurns): NodeView {
  const drawing = new AbortController();
  const dom = page.createElement('figure');
  dom.className = 'su-picture';
  dom.dataset.upload = String(node.attrs.uploadId);
  const item = store?.getSnapshot().items.find(({ uploadId }) => uploadId === node.attrs.uploadId);
  const words = String(node.attrs.alt || item?.alt || item?.name || '');
  const caption = page.createElement('figcaption');
  caption.textContent = words;
  if (item !== undefined) {
    const canvas = page.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', words);
    dom.append(canvas);
    canvas.hidden = true;
    turns.last = turns.last.then(() => drawPreview(canvas, item.file, drawing.signal));
  }
  dom.append(caption);
  return { dom, ignoreMutation: () => true, destroy: () => drawing.abort() };
}
