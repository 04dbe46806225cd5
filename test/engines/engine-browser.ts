import type { PageCalls } from './engine-page.js';

/** A browser with one page, as the tests drive it: every engine the same way. */
export interface EngineBrowser {
  /** As the browser calls itself, e.g. `firefox 153.7.0`. */
  readonly version: string;
  /** Loads a page; resolves after its `load` event. */
  open(address: string): Promise<void>;
  /** Picks files in a file input, by the browser's own way for tests, as a member's picker would; the page's first if none is named. */
  pick(files: readonly string[], input?: string): Promise<void>;
  /** Presses the keys of these letters where the keyboard is; `\n` is Enter. */
  type(text: string): Promise<void>;
  /** Calls a function of `engine-page.tsx`. Throws what it threw, as text. */
  call<Name extends keyof PageCalls>(
    name: Name,
    ...parameters: Parameters<PageCalls[Name]>
  ): Promise<ReturnType<PageCalls[Name]>>;
  /** Ends the browser and removes what it wrote. */
  close(): Promise<void>;
}

/** What `pick` takes where it is told nothing else. */
export const firstInput = 'input[type=file]';

/** How long one call of the page may take, in ms: screening 12 MP with both models takes some seconds. */
export const callMs = 120_000;

/**
 * The script a WebDriver runs for `call`: everything travels as JSON text, because scripts of Firefox's driver live in a
 * sandbox beside the page.
 */
export const callScript = `const [name, parameters, done] = arguments;
window.answerEngine(name, parameters).then(done, (thrown) => done(JSON.stringify({ thrown: String(thrown) })));`;

/** The keys of a text as a WebDriver presses them: actions of one keyboard (W3C WebDriver, section 15.4). */
export function keysOf(text: string): object {
  // Enter has a letter of its own there (section 15.4.2).
  const keys = [...text].map((letter) => (letter === '\n' ? '\ue007' : letter));
  const actions = keys.flatMap((value) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ]);
  return { actions: [{ type: 'key', id: 'keyboard', actions }] };
}

/** What {@link callScript} gave. Throws what the page threw. */
export function answerOf<Name extends keyof PageCalls>(name: Name, text: unknown): ReturnType<PageCalls[Name]> {
  const answer: unknown = JSON.parse(String(text));
  if (typeof answer !== 'object' || answer === null) throw new Error(`${name} gave no answer.`);
  if ('thrown' in answer) throw new Error(`${name} threw ${String(answer.thrown)}`);
  // Provable: `answerEngine` of the page makes it of what this very function resolved with.
  return Reflect.get(answer, 'value') as ReturnType<PageCalls[Name]>;
}
