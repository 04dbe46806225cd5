const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const base64urlValues = new Map(Array.from(base64urlAlphabet, (letter, value) => [letter, value]));

/** The bytes as lower-case hexadecimal, two letters a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** The bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
    text += base64urlAlphabet[group >> 18] + base64urlAlphabet[(group >> 12) & 63];
    if (left > 1) text += base64urlAlphabet[(group >> 6) & 63];
    if (left > 2) text += base64urlAlphabet[group & 63];
  }
  return text;
}

/**
 * The bytes that base64url text stands for, or null where the text is not *the* encoding of any bytes: padding, white
 * space, foreign letters, or trailing bits that are not zero (a second spelling of the same bytes, which `jose` and
 * most decoders let pass).
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let bitCount = 0;
  let length = 0;
  for (const letter of text) {
    const value = base64urlValues.get(letter);
    if (value === undefined) return null;
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[length++] = (bits >> bitCount) & 0xff;
    }
  }
  const trailing = bits & ((1 << bitCount) - 1);
  return trailing === 0 ? bytes : null;
}

/** The UTF-8 bytes of a text. */
export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** The text of UTF-8 bytes, or null where they are not valid UTF-8. A byte-order mark is kept, not swallowed. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
