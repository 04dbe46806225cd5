import { toUtf8 } from '@safeupload/sdk/core';
import type { viewFields } from '../policy/model-fields.js';
import type { NumbersOf } from '../policy/number-fields.js';
import type { View } from './view.js';

/** What the key is asked for: another purpose would say something else and get other bits (RFC 5869, `info`). */
const label = 'safeupload views 1';

/** Bytes of a view: width, height, left and top, 32 bits each. The first view's next byte says which ones are mirrored. */
const bytesOfView = 16;

/**
 * The views that one deployment looks through, drawn with HKDF-SHA-256 from its key; the same key and numbers give the same
 * views. Their places and sizes are independent and uniform; of two neighbours one is mirrored, which one is drawn too.
 *
 * They are fixed and not drawn anew for each picture, for what would a new draw depend on? On the file's digest, and an
 * attacker who changes one byte draws again: views that catch a tuned picture with probability p hold one try, and let
 * one of 1 / (1 − p) through. On time or chance, and the same picture gets two answers. Fixed ones cannot be re-rolled:
 * what they catch stays caught in every copy. What they give away is one bit an upload (held or not), for which a picture
 * must be made that passes as a whole, and an account pays with a hold. An attacker who learned them all the same loses
 * that when the operator rotates: a new sealing key at the head of the ring draws new ones.
 */
export async function drawViews(key: CryptoKey, fields: NumbersOf<typeof viewFields>): Promise<readonly View[]> {
  const { count, leastPercent, mostPercent } = fields;
  if (count === 0) return [];
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: toUtf8(label) };
  const bits = await crypto.subtle.deriveBits(algorithm, key, 8 * (count * bytesOfView + 1));
  const drawn = new DataView(bits);
  const mirrors = drawn.getUint8(0) & 1;
  return Array.from({ length: count }, (_, index) => {
    const at = 1 + index * bytesOfView;
    const fraction = (word: number): number => drawn.getUint32(at + 4 * word) / 2 ** 32;
    const span = (word: number): number => (leastPercent + fraction(word) * (mostPercent - leastPercent)) / 100;
    const [width, height] = [span(0), span(1)];
    return {
      left: fraction(2) * (1 - width),
      top: fraction(3) * (1 - height),
      width,
      height,
      mirrored: index % 2 === mirrors,
    };
  });
}
