import { createRoot } from 'react-dom/client';
// Loaded by the drop-in when a row opens it; no entry point of its own.
import { PictureEditor } from '../../packages/react/src/editor/picture-editor.js';
import { base64Of, pictureFile } from './page-files.js';

/** A part of a picture, in percent of its sides. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What the editor made, or what it says instead. */
export type Covered =
  | { readonly name: string; readonly type: string; readonly base64: string }
  | { readonly problem: string };

/** What a test may ask of the picture editor: see `PageCalls`. */
export interface EditorCalls {
  /** Opens the editor with `/pictures/NAME`, sets its sliders, covers that part and takes the file that is made. */
  cover(name: string, part: Part): Covered;
}

/** How long the editor may take to open, and to make a file, in ms. */
const editorMs = 60_000;

/** The page's side of {@link EditorCalls}. */
export const editorCalls = {
  async cover(name: string, part: Part): Promise<Covered> {
    const file = await pictureFile(name);
    const host = document.body.appendChild(document.createElement('div'));
    host.className = 'su';
    const root = createRoot(host);
    try {
      let made: File | null = null;
      const onDone = (done: File) => {
        made = done;
      };
      root.render(<PictureEditor file={file} messages={{}} onDone={onDone} onCancel={() => {}} />);
      const problem = () => host.querySelector('[role=alert]')?.textContent || null;
      const stopped = await appears(() => host.querySelector('input[type=range]') ?? problem());
      if (typeof stopped === 'string') return { problem: stopped };
      // Sizes first: a part does not leave the picture.
      for (const side of ['width', 'height', 'left', 'top'] as const) await slide(host, side, part[side]);
      press(host, 'Cover this part');
      await appears(() => (host.textContent?.includes('That part is covered.') ? true : null));
      press(host, 'Use this picture');
      const done = await appears((): File | string | null => made ?? problem());
      return typeof done === 'string'
        ? { problem: done }
        : { name: done.name, type: done.type, base64: await base64Of(done) };
    } finally {
      root.unmount();
      host.remove();
    }
  },
};

const labels = { left: 'From the left', top: 'From the top', width: 'Width', height: 'Height' };

/** Sets a slider as assistive technology does: a value, and the event that says so. */
async function slide(host: Element, side: keyof Part, percent: number): Promise<void> {
  const label = [...host.querySelectorAll('label')].find(({ textContent }) => textContent?.startsWith(labels[side]));
  const slider = label?.querySelector('input');
  if (!slider) throw new Error(`there is no slider ${labels[side]}`);
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(slider, String(percent));
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  await appears(() => (slider.getAttribute('aria-valuetext')?.startsWith(String(percent)) ? true : null));
}

function press(host: Element, words: string): void {
  const button = [...host.querySelectorAll('button')].find(({ textContent }) => textContent === words);
  if (button === undefined) throw new Error(`there is no button ${words}`);
  button.click();
}

async function appears<T>(look: () => T | null): Promise<T> {
  const until = performance.now() + editorMs;
  for (;;) {
    const found = look();
    if (found !== null) return found;
    if (performance.now() > until) throw new Error(`the editor did not come so far within ${editorMs} ms: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
