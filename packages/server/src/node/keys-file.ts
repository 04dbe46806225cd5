import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { borderOf, fromBase64url, SafeUploadError, toBase64url } from '@safeupload/sdk/core';
import { type CryptoKey, calculateJwkThumbprint, type JWK } from 'jose';
import type { Keys, ReceiptKey, SealingKey } from '../keys.js';

const border = borderOf('options-invalid', 'keys');
const { subtle } = globalThis.crypto;

/** Keys that a ring may hold: rotation needs two. */
const mostKeys = 16;

const field = /^[A-Za-z0-9_-]{43}$/;

/**
 * Makes a server's keys and writes them as JSON, readable by this user only (0600); directories are made. Never replaces a
 * file: throws `wrong-state` where there is one. Returns the keys.
 */
export async function makeKeys(file: string): Promise<Keys> {
  const text = await newKeysText();
  await mkdir(dirname(resolve(file)), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error && Reflect.get(cause, 'code') === 'EEXIST')) throw cause;
    throw new SafeUploadError(
      'wrong-state',
      `There are keys in ${file} already. Replacing them would void every receipt and lose every sealed file; move them away first if you mean it.`,
    );
  }
  return parseKeys(text);
}

/**
 * The keys in a file that {@link makeKeys} wrote. Throws `keys-missing` where there is none, saying how to make it;
 * `options-invalid` where it is not one, or where others may write it.
 */
export async function loadKeys(file: string): Promise<Keys> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SafeUploadError(
      'keys-missing',
      `The server has no keys: ${file} cannot be read. It never makes them by itself, for a server that lost its keys must not start anew unnoticed. Restore the file, or make it once with: safeupload keys make ${file}`,
      { cause },
    );
  });
  const { mode } = await stat(file);
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) {
    throw new SafeUploadError('options-invalid', `Others may write ${file}. Take that away: chmod 600 ${file}`);
  }
  return parseKeys(text);
}

/** The keys in the text of such a file, e.g. out of an environment variable. Throws `options-invalid`. */
export async function parseKeys(text: string): Promise<Keys> {
  const root = border.object(parsed(text), 'keys', ['v', 'receipt', 'sealing', 'pseudonym']);
  border.integer(root.v, 'keys.v', 1, 1);
  const receipt = border.list(root.receipt, 'keys.receipt', mostKeys, parseReceiptJwk);
  const sealing = border.list(root.sealing, 'keys.sealing', mostKeys, parseSealingJwk);
  if (receipt.length === 0) border.refuse('keys.receipt', 'at least one key', root.receipt);
  const [newest] = sealing;
  if (newest === undefined) return border.refuse('keys.sealing', 'at least one key', root.sealing);
  const pseudonym = border.object(root.pseudonym, 'keys.pseudonym', ['kty', 'k']);
  const secret = { kty: 'oct', k: secretOf(pseudonym.k, 'keys.pseudonym.k') };
  return {
    receipt: await Promise.all(receipt.map(importReceiptKey)),
    sealing: await Promise.all(sealing.map(importSealingKey)),
    pseudonym: await subtle.importKey('jwk', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
    views: await importViewsKey(newest),
  };
}

interface ReceiptJwk {
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

interface SealingJwk {
  readonly kid: string;
  readonly k: string;
}

function parseReceiptJwk(value: unknown, path: string): ReceiptJwk {
  const jwk = border.object(value, path, ['kty', 'crv', 'x', 'y', 'd']);
  border.oneOf(jwk.kty, `${path}.kty`, ['EC']);
  border.oneOf(jwk.crv, `${path}.crv`, ['P-256']);
  const part = (name: 'x' | 'y' | 'd') => secretOf(jwk[name], `${path}.${name}`);
  return { x: part('x'), y: part('y'), d: part('d') };
}

function parseSealingJwk(value: unknown, path: string): SealingJwk {
  const jwk = border.object(value, path, ['kty', 'kid', 'k']);
  border.oneOf(jwk.kty, `${path}.kty`, ['oct']);
  return {
    kid: border.matching(jwk.kid, `${path}.kid`, /^[A-Za-z0-9_-]{1,32}$/, '1 to 32 letters, digits, _ or -'),
    k: secretOf(jwk.k, `${path}.k`),
  };
}

/** 256 bits as base64url. An error does not repeat what stood there: it may be most of a key. */
function secretOf(value: unknown, path: string): string {
  if (typeof value === 'string' && field.test(value)) return value;
  return border.refuse(path, '256 bits as base64url', undefined);
}

async function importReceiptKey({ x, y, d }: ReceiptJwk): Promise<ReceiptKey> {
  const publicHalf = { kty: 'EC', crv: 'P-256', x, y } as const;
  const kid = await calculateJwkThumbprint(publicHalf, 'sha256');
  let privateKey: CryptoKey;
  try {
    privateKey = await subtle.importKey('jwk', { ...publicHalf, d }, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
    ]);
  } catch (cause) {
    throw new SafeUploadError('options-invalid', `The receipt key ${kid} in the keys is not a P-256 key.`, { cause });
  }
  return { kid, privateKey, publicJwk: { ...publicHalf, kid, alg: 'ES256', use: 'sig' } };
}

async function importSealingKey({ kid, k }: SealingJwk): Promise<SealingKey> {
  const key = await subtle.importKey('jwk', { kty: 'oct', k }, { name: 'AES-GCM' }, false, ['encrypt', 'decrypt']);
  return { id: kid, key };
}

/** The same 256 bits as the start of a derivation: what HKDF gives tells nothing of the key that seals (RFC 5869, section 3). */
function importViewsKey({ k }: SealingJwk): Promise<CryptoKey> {
  const bits = fromBase64url(k);
  if (bits === null) return border.refuse('keys.sealing', '256 bits as base64url', undefined);
  return subtle.importKey('raw', bits, 'HKDF', false, ['deriveBits']);
}

async function newKeysText(): Promise<string> {
  const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const { x, y, d }: JWK = await subtle.exportKey('jwk', pair.privateKey);
  const receipt = [{ kty: 'EC', crv: 'P-256', x, y, d }];
  const sealing = [{ kty: 'oct', kid: randomText(9), k: randomText(32) }];
  return `${JSON.stringify({ v: 1, receipt, sealing, pseudonym: { kty: 'oct', k: randomText(32) } }, null, 2)}\n`;
}

/** So many random bytes as base64url. */
function randomText(bytes: number): string {
  return toBase64url(globalThis.crypto.getRandomValues(new Uint8Array(bytes)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The text is secret: nothing of it goes into the message.
    throw new SafeUploadError('options-invalid', 'The keys are not JSON.');
  }
}
