import { SafeUploadError } from '../error.js';
import { isHash } from './fingerprint.js';

/**
 * In how many bits two hashes differ, 0..256 (Hamming). Two pictures of noise are near 128 apart, an inverted picture
 * is at 256. Throws `evidence-invalid` unless both are 64 lower-case hexadecimal digits.
 */
export function distanceBetween(a: string, b: string): number {
  requireHash(a);
  requireHash(b);
  let distance = 0;
  for (let at = 0; at < 64; at += 8) {
    distance += bitsSet(Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16));
  }
  return distance;
}

/**
 * The hash of the same picture in negative: every bit turned. Exact up to ties with the median, because inverting the
 * brightness changes the sign of every coefficient. Throws `evidence-invalid` on anything that is not a hash.
 */
export function invertHash(hash: string): string {
  requireHash(hash);
  let inverted = '';
  for (let at = 0; at < 64; at += 8) {
    const word = ~Number.parseInt(hash.slice(at, at + 8), 16) >>> 0;
    inverted += word.toString(16).padStart(8, '0');
  }
  return inverted;
}

function requireHash(hash: string): void {
  if (isHash(hash)) return;
  throw new SafeUploadError('evidence-invalid', 'A hash must be 64 lower-case hexadecimal digits.');
}

/** Bits set in a 32-bit word (Hacker's Delight, figure 5-2). */
function bitsSet(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
