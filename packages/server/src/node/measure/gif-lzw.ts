import { SafeUploadError } from '@safeupload/sdk/core';

/** Codes have at most 12 bits (GIF89a, appendix F). */
const mostCodes = 4096;

/**
 * Decompresses one frame's data: `target` gets one palette index a pixel, in the order of the file. Returns how many were
 * written; fewer than `target.length` where the data end early, which browsers show as an unfinished frame. What follows
 * the last pixel is ignored. `next` gives one byte after another, −1 at the end. Throws `decode-failed` on a code that the
 * table does not have yet. Source: GIF89a specification, appendix F.
 */
export function readLzw(next: () => number, leastCodeBits: number, target: Uint8Array): number {
  if (leastCodeBits < 1 || leastCodeBits > 8) throw damaged(`colours of ${leastCodeBits} bits`);
  const clear = 1 << leastCodeBits;
  const end = clear + 1;
  // A code stands for the pixels of its prefix and one more; the lengths allow writing them back to front.
  const prefixes = new Uint16Array(mostCodes);
  const lasts = new Uint8Array(mostCodes);
  const firsts = new Uint8Array(mostCodes);
  const lengths = new Uint16Array(mostCodes);
  for (let code = 0; code < clear; code++) {
    lasts[code] = code;
    firsts[code] = code;
    lengths[code] = 1;
  }
  let codeBits = leastCodeBits + 1;
  let tableLength = clear + 2;
  let previous = -1;
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  // Bounded by the bytes of the file: each turn takes at least two bits.
  while (at < target.length) {
    while (bitCount < codeBits) {
      const byte = next();
      if (byte < 0) return at;
      bits |= byte << bitCount;
      bitCount += 8;
    }
    let code = bits & ((1 << codeBits) - 1);
    bits >>>= codeBits;
    bitCount -= codeBits;
    if (code === clear) {
      codeBits = leastCodeBits + 1;
      tableLength = clear + 2;
      previous = -1;
      continue;
    }
    if (code === end) return at;
    if (previous < 0) {
      if (code >= clear) throw damaged(`code ${code} at the start`);
    } else {
      if (code > tableLength || (code === tableLength && tableLength >= mostCodes))
        throw damaged(`code ${code} before it is known`);
      if (tableLength < mostCodes) {
        // A code not known yet is the previous one and its own first pixel again.
        const first = firsts[code === tableLength ? previous : code] ?? 0;
        prefixes[tableLength] = previous;
        lasts[tableLength] = first;
        firsts[tableLength] = firsts[previous] ?? 0;
        lengths[tableLength] = (lengths[previous] ?? 0) + 1;
        tableLength++;
        if (tableLength === 1 << codeBits && codeBits < 12) codeBits++;
      }
    }
    previous = code;
    const length = lengths[code] ?? 0;
    for (let i = at + length - 1; i >= at; i--) {
      if (i < target.length) target[i] = lasts[code] ?? 0;
      code = prefixes[code] ?? 0;
    }
    at += length;
  }
  return target.length;
}

function damaged(what: string): SafeUploadError {
  return new SafeUploadError(
    'decode-failed',
    `The file is damaged: its header reads well but its pixels do not (${what}). Save the picture again and upload that.`,
  );
}
