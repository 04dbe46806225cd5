import type { ComposerWords } from '@safeupload/sdk/textarea';

/** What stands in the editor while a picture is on its way. */
export interface PlaceElement {
  readonly dom: HTMLElement;
  /** Says how far it is: in whole percent, null where that cannot be told, undefined where no bar is shown. */
  say(words: string, percent: number | null | undefined): void;
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
  stop.className = 'su-close su-place-stop';
  stop.setAttribute('aria-label', `${words.leaveOut}: ${name}`);
  stop.append(cross(page));
  stop.addEventListener('click', onStop);
  dom.append(text, bar, stop);
  return {
    dom,
    say(said, percent) {
      if (text.textContent !== said) text.textContent = said;
      bar.hidden = percent === undefined;
      if (typeof percent === 'number') bar.value = percent;
      else bar.removeAttribute('value');
    },
  };
}

const svg = 'http://www.w3.org/2000/svg';

/** The cross of <SafeUpload/>'s rows. Made element by element: pages with Trusted Types take no markup. */
function cross(page: Document): SVGElement {
  const icon = page.createElementNS(svg, 'svg');
  icon.setAttribute('viewBox', '0 0 20 20');
  icon.setAttribute('width', '20');
  icon.setAttribute('height', '20');
  icon.setAttribute('aria-hidden', 'true');
  const path = page.createElementNS(svg, 'path');
  path.setAttribute('d', 'm5.5 5.5 9 9m0-9-9 9');
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', 'currentcolor');
  path.setAttribute('stroke-width', '1.6');
  path.setAttribute('stroke-linecap', 'round');
  icon.append(path);
  return icon;
}
