import type { Item } from '../item.js';
import { type PictureSyntax, placeholderPattern } from './picture-syntax.js';

/** A picture that has, or had, a place in the text. */
export interface Place {
  readonly address: string;
  readonly pattern: RegExp;
  itemId: string;
  name: string;
  /** The reference, once the picture is done: from then on the text is the member's. */
  reference: string | null;
  /** True while the placeholder is in the text, as far as we know. */
  stands: boolean;
  /** True after the member deleted the placeholder and so stopped the upload, until it comes back. */
  stopped: boolean;
  /** True once `onGone` was told. */
  told: boolean;
}

/** Makes the places of one text, each with an address of its own. */
export function createPlaces(syntax: PictureSyntax): (item: Item) => Place {
  // Of this text alone: a placeholder that was copied into another editor belongs to nobody there.
  const series = crypto.getRandomValues(new Uint32Array(1)).join('').padStart(10, '0');
  let made = 0;
  return ({ id, name }) => {
    made += 1;
    const address = `su-pending:${series}-${made}`;
    const pattern = placeholderPattern(syntax, address);
    return { address, pattern, itemId: id, name, reference: null, stands: true, stopped: false, told: false };
  };
}
