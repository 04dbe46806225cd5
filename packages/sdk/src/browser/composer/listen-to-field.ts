import { carriesFiles, droppedFiles, pastedFiles } from './incoming-files.js';

/** What {@link listenToField} tells. */
export interface FieldListener {
  readonly onInput: (event: Event) => void;
  readonly onBeforeInput: () => void;
  /** An input method begins to compose, or has ended. */
  readonly onComposing: (is: boolean) => void;
  /** Files are dragged over: they will probably come. */
  readonly onComing: () => void;
  /** Files were pasted or dropped at a place of the text. */
  readonly onFiles: (files: readonly File[], at: number) => void;
  /** What a form that is sent now has in place of the field's text; null where it is the text. */
  readonly sentText: () => string | null;
}

/** Listens to everything that can happen to a text field, until the signal fires. */
export function listenToField(field: HTMLTextAreaElement, listener: FieldListener, signal: AbortSignal): void {
  const { onInput, onBeforeInput, onComposing, onComing, onFiles, sentText } = listener;
  const isLocked = () => field.disabled || field.readOnly;

  field.addEventListener('input', onInput, { signal });
  field.addEventListener('beforeinput', onBeforeInput, { signal });
  field.addEventListener('compositionstart', () => onComposing(true), { signal });
  field.addEventListener('compositionend', () => onComposing(false), { signal });
  field.addEventListener(
    'paste',
    (event) => {
      const files = pastedFiles(event.clipboardData);
      if (files.length === 0 || event.defaultPrevented || isLocked()) return;
      event.preventDefault();
      onFiles(files, field.selectionEnd);
    },
    { signal },
  );
  field.addEventListener(
    'dragover',
    (event) => {
      if (!carriesFiles(event.dataTransfer)) return;
      // Without this the browser leaves the page and opens the file.
      event.preventDefault();
      onComing();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isLocked() ? 'none' : 'copy';
    },
    { signal },
  );
  field.addEventListener(
    'drop',
    (event) => {
      const files = droppedFiles(event.dataTransfer);
      if (files.length === 0 || event.defaultPrevented) return;
      event.preventDefault();
      if (!isLocked()) onFiles(files, positionAt(field, event) ?? field.selectionEnd);
    },
    { signal },
  );
  field.ownerDocument.addEventListener(
    'formdata',
    (event) => {
      const sent = event.target === field.form && field.name !== '' ? sentText() : null;
      if (sent === null) return;
      const lines = (text: string) => text.replaceAll('\r\n', '\n');
      const values = event.formData.getAll(field.name);
      event.formData.delete(field.name);
      for (const value of values) {
        const ours = typeof value === 'string' && lines(value) === lines(field.value);
        event.formData.append(field.name, ours ? sent : value);
      }
    },
    { signal },
  );
}

/** The place in the text under the pointer, or null where the browser does not tell (Safari). */
function positionAt(field: HTMLTextAreaElement, { clientX, clientY }: MouseEvent): number | null {
  const { ownerDocument: page } = field;
  if (!('caretPositionFromPoint' in page)) return null;
  const position = page.caretPositionFromPoint(clientX, clientY);
  return position?.offsetNode === field ? position.offset : null;
}
