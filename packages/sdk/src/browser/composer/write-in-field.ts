/** A text field that is written in while the member may be writing too. */
export interface FieldWriter {
  /**
   * Puts `text` in the place of `start`..`end` and tells the page with an `input` event. Caret, selection and scroll
   * position stay where they were in the text; the focus is not touched. With `caret`, the caret goes there instead.
   */
  write(start: number, end: number, text: string, caret?: number): void;
  /** True while {@link FieldWriter.write} runs: the `input` events of that time are not the member's. */
  readonly isWriting: () => boolean;
  /** Runs the browser's own undo or redo once, marked as ours. False where nothing changed. */
  step(command: 'undo' | 'redo'): boolean;
}

/**
 * Writes into a text field. In the focused one by `execCommand('insertText')`, deprecated and without successor: it is
 * the one way that enters the browser's undo list. In one that is not focused `setRangeText` has to do: the focus is not
 * ours to take, and undo goes back no further than that.
 */
export function createFieldWriter(field: HTMLTextAreaElement): FieldWriter {
  let writing = false;

  function command(name: 'insertText' | 'delete' | 'undo' | 'redo', text?: string): boolean {
    const was = writing;
    writing = true;
    try {
      return field.ownerDocument.execCommand(name, false, text);
    } finally {
      writing = was;
    }
  }

  return {
    isWriting: () => writing,
    step(name) {
      const before = field.value;
      command(name);
      return field.value !== before;
    },
    write(start, end, text, caret) {
      const before = field.value;
      const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field;
      const page = field.ownerDocument.scrollingElement;
      const [left, top] = [page?.scrollLeft ?? 0, page?.scrollTop ?? 0];
      const wanted = before.slice(0, start) + text + before.slice(end);
      const moved = (position: number) => {
        if (position <= start) return position;
        return position >= end
          ? position + text.length - (end - start)
          : start + Math.min(position - start, text.length);
      };
      const focused = isFocused(field);
      if (focused && fits(field, wanted)) {
        field.setSelectionRange(start, end);
        command(text === '' ? 'delete' : 'insertText', text === '' ? undefined : text);
      }
      if (field.value !== wanted) {
        writing = true;
        try {
          if (field.value === before) field.setRangeText(text, start, end, 'preserve');
          else field.value = wanted;
          field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }));
        } finally {
          writing = false;
        }
      }
      // Safari gives the focus to a field whose selection is set; there `setRangeText` has kept it already.
      if (!focused) return;
      if (caret !== undefined) {
        field.setSelectionRange(caret, caret);
        return;
      }
      field.setSelectionRange(moved(selectionStart), moved(selectionEnd), selectionDirection);
      // `insertText` scrolls its place into view; the member is looking at another one.
      field.scrollTop = scrollTop;
      page?.scrollTo({ left, top, behavior: 'instant' });
    },
  };
}

/** True where typing would go into this field, also inside a shadow root. */
function isFocused(field: HTMLTextAreaElement): boolean {
  const root = field.getRootNode();
  return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === field;
}

/** `insertText` cuts at `maxlength` as if the member typed; half a placeholder would be rubbish for good. */
function fits(field: HTMLTextAreaElement, text: string): boolean {
  return !field.readOnly && !field.disabled && (field.maxLength < 0 || text.length <= field.maxLength);
}
