import { toBase64url } from '@safeupload/sdk/core';

/** `n` bytes from a cryptographically secure source. */
export type Random = (n: number) => Uint8Array;

/** Bytes from WebCrypto: what a verifier uses unless told otherwise. */
export const webRandom: Random = (n) => crypto.getRandomValues(new Uint8Array(n));

/** 128 random bits as 22 base64url characters: ids, nonces, addresses. Not to be guessed: 2^127 tries on average. */
export function newToken(random: Random): string {
  return toBase64url(random(16));
}
