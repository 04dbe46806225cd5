// @ts-check
import { listen } from './listen.mjs';
import { watchRows } from './watch-rows.mjs';

/** How long the screening of one file takes, on every page; ms. */
const screeningMs = 1_500;

/**
 * Puts one uploader into the page. `screen` resolves with whether the file may be posted, `endpoint` takes the uploads.
 * @typedef {(element: HTMLElement, host: { screen: (file: File | Blob) => Promise<boolean>, endpoint: string }) => void} Mount
 */

/**
 * Starts a page of the bench: what is announced and which rows are shown is written down from before the uploader is there.
 * The address says the rest: `?endpoint=` and `?rows=`, the selector of a row.
 * @param {Mount} mount
 */
export function start(mount) {
  const asked = new URLSearchParams(location.search);
  const bench = { heard: listen(), rows: watchRows(asked.get('rows') ?? '') };
  Reflect.set(globalThis, 'benchUi', bench);
  const element = document.querySelector('#uploader');
  if (!(element instanceof HTMLElement)) throw new Error('The page has no place for an uploader.');
  mount(element, {
    endpoint: asked.get('endpoint') ?? '',
    async screen(file) {
      await new Promise((resolve) => setTimeout(resolve, screeningMs));
      return !(file instanceof File && file.name.startsWith('kite'));
    },
  });
}
