import { digestOf, type PublicKey, parsePublicKey, SafeUploadError, toBase64url, toUtf8 } from '@safeupload/sdk/core';
import { eraseRecord, readOrKeepRecord } from './key-database.js';

/**
 * The device key: signs claims, cannot be read out. It proves that claims come from one browser profile and nothing
 * about the honesty of who sits in front of it.
 */
export interface DeviceKey {
  /** ECDSA P-256, not extractable. */
  readonly privateKey: CryptoKey;
  readonly publicKey: PublicKey;
  /** RFC 7638 thumbprint of the public half: the `kid` of claims. */
  readonly thumbprint: string;
}

/** True where signing is possible at all: browsers offer WebCrypto in secure contexts only. */
export function canSign(): boolean {
  return typeof crypto !== 'undefined' && crypto.subtle !== undefined;
}

async function makeDeviceKey(): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const publicKey = parsePublicKey({ kty, crv, x, y });
  return { privateKey: pair.privateKey, publicKey, thumbprint: await thumbprintOf(publicKey) };
}

/**
 * RFC 7638, section 3: SHA-256 of the required members in lexicographic order, without white space. By hand, as the
 * signature in sign.ts is: `jose` would be 3.5 KB of gzip for this and one call of WebCrypto.
 */
async function thumbprintOf({ crv, kty, x, y }: PublicKey): Promise<string> {
  const text = toUtf8(JSON.stringify({ crv, kty, x, y }));
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', text)));
}

/** The name under which an account's key is kept: a digest, so that the next user of a shared phone reads no account. */
function recordName(account: string): Promise<string> {
  return digestOf(toUtf8(`safeupload-key:${account}`));
}

/** A kept record that really is a key: databases survive versions of this code. */
function asDeviceKey(record: unknown): DeviceKey | null {
  if (typeof record !== 'object' || record === null) return null;
  const { privateKey, publicKey, thumbprint } = record as Partial<Record<keyof DeviceKey, unknown>>;
  if (!(privateKey instanceof CryptoKey) || privateKey.extractable || typeof thumbprint !== 'string') return null;
  try {
    return { privateKey, publicKey: parsePublicKey(publicKey), thumbprint };
  } catch {
    return null;
  }
}

/**
 * The key of this account in this browser profile, made when there is none. Without an account, or where IndexedDB is
 * refused, the key is new each time and lives in memory. Rejects with `key-unavailable`.
 */
export async function loadDeviceKey(account: string | undefined): Promise<DeviceKey> {
  try {
    const fresh = await makeDeviceKey();
    if (account === undefined) return fresh;
    return await readOrKeepRecord(await recordName(account), fresh, asDeviceKey).catch(() => fresh);
  } catch (cause) {
    throw new SafeUploadError('key-unavailable', 'This browser made no signing key; files go without a claim.', {
      cause,
    });
  }
}

/** Erases the account's key from this browser profile, and the database where it held nothing else. */
export async function forgetDeviceKey(account: string | undefined): Promise<void> {
  if (account === undefined || !canSign()) return;
  await eraseRecord(await recordName(account)).catch(() => {});
}
