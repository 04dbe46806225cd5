import type { Fingerprint } from '@safeupload/sdk/core';

/** 32-bit words of a fingerprint's hash. */
export const wordsOfHash = 8;

/** A hash of 64 hexadecimal digits as eight 32-bit words. */
export function wordsOf(hash: string): Uint32Array {
  return Uint32Array.from({ length: wordsOfHash }, (_, word) =>
    Number.parseInt(hash.slice(word * 8, word * 8 + 8), 16),
  );
}

/** Bits set in a 32-bit word (Hacker's Delight, figure 5-2). */
export function bitsSet(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The hashes by which a measured picture is looked up: all orientations of each kept frame that are good enough. */
export function hashesOf(orientations: readonly (readonly Fingerprint[])[], leastQuality: number): string[] {
  const good = orientations.flat().filter(({ quality }) => quality >= leastQuality);
  return [...new Set(good.map(({ hash }) => hash))];
}
