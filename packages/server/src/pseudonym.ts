import { toBase64url, toUtf8 } from '@safeupload/sdk/core';
import type { Keys } from './keys.js';

/** An account's `sub`: HMAC-SHA-256 of its id, 43 base64url characters. The same account has another one elsewhere. */
export async function pseudonymOf(accountId: string, pseudonym: Keys['pseudonym']): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', pseudonym, toUtf8(`sub:${accountId}`))));
}
