import type { ComposerWords } from '@safeupload/sdk/textarea';

/** What stands in the editor while a picture is on its way. */
export interface PlaceElement {
  readonly dom: HTMLElement;
  /** Says how far it is. */
  say(words: string, percent: number | null): void;
}

/** Makes a {@link PlaceElement}; `onStop` is its button's. */
export function createPlaceElement(
  page: Document,
  name: string,
  words: ComposerWords,
  onStop: () => void,
): PlaceElement {
  const dom = page.createElement('span');
  dom.className = 'su-place';
  dom.contentEditable = 'false';
  const text = page.createElement('span');
  text.className = 'su-place-words';
  const bar = page.createElement('progress');
  bar.className = 'su-progress';
  bar.max = 100;
  bar.setAttribute('aria-label', name);
  const stop = page.createElement('button');
  stop.type = 'button';
  stop.className = 'su-place-stop';
  stop.setAttribute('aria-label', `${words.leaveOut}: ${name}`);
  stop.textContent = '×';
  stop.addEventListener('click', onStop);
  dom.append(text, bar, stop);
  return {
    dom,
    say(said, percent) {
      if (text.textContent !== said) text.textContent = said;
      if (percent === null) bar.removeAttribute('value');
      else bar.value = percent;
    },
  };
}
