import type { Item } from '../item.js';
import type { SafeUploadStore } from '../store-contract.js';
import { standingOf } from './standing.js';
import { type ComposerWords, englishComposerWords } from './words.js';

/**
 * Says beside a composer why a picture is not in it and what the member can do: a line each for pictures that were
 * stopped, refused or failed, and for those that wait for her choice, with buttons. For composers that show no list of
 * their own; `<SafeUpload/>` says all this in its rows. The element becomes a polite live region. The function that
 * comes back ends it and empties the element.
 */
export function showReasons(
  element: HTMLElement,
  store: SafeUploadStore,
  options: { readonly words?: Partial<ComposerWords> } = {},
): () => void {
  const words: ComposerWords = { ...englishComposerWords, ...options.words };
  const lines = new Map<string, { readonly item: Item; readonly line: HTMLElement }>();
  const page = element.ownerDocument;
  element.setAttribute('role', 'status');

  function button(label: string, press: () => void): HTMLButtonElement {
    const made = page.createElement('button');
    made.type = 'button';
    made.textContent = label;
    made.addEventListener('click', press);
    return made;
  }

  function lineOf(item: Item, sentence: string): HTMLElement {
    const { id, state } = item;
    const line = page.createElement('p');
    line.dataset.suReason = id;
    line.dataset.state = state;
    // As text, never as markup: the name is whatever the file was called.
    line.append(page.createElement('span'));
    line.firstElementChild?.append(sentence);
    if (state === 'choosing') line.append(button(words.send, () => store.choose(id, 'send')));
    if (state === 'blocked') line.append(button(words.askPerson, () => store.appeal(id)));
    if (item.canRetry) line.append(button(words.retry, () => store.retry(id)));
    line.append(button(state === 'choosing' ? words.leaveOut : words.dismiss, () => store.remove(id)));
    return line;
  }

  function draw(): void {
    const { items } = store.getSnapshot();
    for (const [id, { line }] of lines) {
      if (items.some((item) => item.id === id && sentenceOf(item, words) !== null)) continue;
      const held = line.contains(page.activeElement);
      line.remove();
      lines.delete(id);
      // The pressed button is gone: the keyboard's place is the next line's, not the top of the page.
      if (held) element.querySelector('button')?.focus();
    }
    for (const item of items) {
      const sentence = sentenceOf(item, words);
      const shown = lines.get(item.id);
      if (sentence === null) continue;
      if (shown?.item.state === item.state && shown.item.canRetry === item.canRetry) continue;
      const line = lineOf(item, sentence);
      if (shown === undefined) element.append(line);
      else shown.line.replaceWith(line);
      lines.set(item.id, { item, line });
    }
  }

  const unsubscribe = store.subscribe(draw);
  draw();
  return () => {
    unsubscribe();
    element.replaceChildren();
    lines.clear();
  };
}

/** What is said of an item; null where its place in the text says enough, or the member stopped it herself. */
function sentenceOf(item: Item, words: ComposerWords): string | null {
  const standing = standingOf(item);
  if (standing.kind === 'choosing') return words.choice(item.name);
  return standing.kind === 'gone' && standing.why !== 'cancelled' ? words.gone(item.name, standing.why) : null;
}
