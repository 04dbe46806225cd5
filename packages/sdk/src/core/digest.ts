import { toHex } from './bytes.js';

/** SHA-256 of bytes as 64 lower-case hexadecimal letters: exact identity of a file. */
export type Digest = string;

/** The {@link Digest} of bytes (FIPS 180-4). Needs WebCrypto, so a secure context in browsers. */
export async function digestOf(bytes: Uint8Array): Promise<Digest> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** True if `value` is written like a {@link Digest}. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
