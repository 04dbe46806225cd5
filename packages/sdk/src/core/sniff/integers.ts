/** Two bytes at `at`, big-endian, 0..65,535. The caller has made sure that they are there. */
export function u16be(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

/** Four bytes at `at`, big-endian, 0..2^32 − 1. The caller has made sure that they are there. */
export function u32be(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** Two bytes at `at`, little-endian, 0..65,535. The caller has made sure that they are there. */
export function u16le(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}

/** Three bytes at `at`, little-endian, 0..2^24 − 1. The caller has made sure that they are there. */
export function u24le(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
}

/** Four bytes at `at`, little-endian, 0..2^32 − 1. The caller has made sure that they are there. */
export function u32le(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}

/** True if the bytes from `at` on are this ASCII text; false where they end before it does. */
export function hasAscii(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
