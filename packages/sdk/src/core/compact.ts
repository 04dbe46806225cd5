import { CompactSign, type CryptoKey, compactVerify } from 'jose';
import { fromBase64url, fromUtf8, toUtf8 } from './bytes.js';
import { isThumbprint } from './claim.js';
import { type Digest, digestOf } from './digest.js';
import { isSafeUploadError } from './error-record.js';

/** Longest token of a device that is read at all, in characters. */
export const longestSignedClaim = 8192;

/** Header, payload and a P-256 signature of exactly 64 bytes. */
const compactPattern = /^[A-Za-z0-9_-]{10,400}\.[A-Za-z0-9_-]{10,7600}\.[A-Za-z0-9_-]{86}$/;

/** A value signed with ES256 by a device key, as JWS compact serialization (RFC 7515, section 3.1). */
export function signCompact(value: object, typ: string, privateKey: CryptoKey, thumbprint: string): Promise<string> {
  return new CompactSign(toUtf8(JSON.stringify(value)))
    .setProtectedHeader({ alg: 'ES256', typ, kid: thumbprint })
    .sign(privateKey);
}

/** What could not be read, and why. */
export interface Unread {
  readonly read: false;
  readonly refusal: 'claim-malformed' | 'claim-algorithm';
  readonly message: string;
}

/** The parts of a well-formed token, nothing of which is verified yet. */
export interface ReadCompact<T> {
  readonly read: true;
  readonly kid: string;
  readonly value: T;
  /** SHA-256 of the JWS signing input: the token's identity. A signature twin (r, n − s) has the same. */
  readonly identity: Digest;
}

/** What a token is to be: its `typ`, its name for people, and the parser of its payload (throws `SafeUploadError`). */
export interface ExpectedCompact<T> {
  readonly typ: string;
  readonly name: string;
  readonly parse: (value: unknown) => T;
}

/**
 * Takes a device's token apart without believing it. Stricter than the JWS standard and than `jose`, which accept
 * non-canonical base64url, newlines, megabytes and duplicate keys: the token must match one pattern, and each JSON text
 * must be exactly what `JSON.stringify` makes of its value, so there is one spelling and what we parse is what any other
 * parser would parse.
 */
export async function readCompact<T>(token: unknown, expected: ExpectedCompact<T>): Promise<ReadCompact<T> | Unread> {
  const malformed = (why: string): Unread => ({
    read: false,
    refusal: 'claim-malformed',
    message: `The ${expected.name} cannot be read: ${why}.`,
  });
  if (typeof token !== 'string' || token.length > longestSignedClaim || !compactPattern.test(token)) {
    return malformed(`it is not a compact JWS of at most ${longestSignedClaim} characters`);
  }
  const [headerPart = '', payloadPart = '', signaturePart = ''] = token.split('.');
  const header = readJson(headerPart);
  const payload = readJson(payloadPart);
  if (header === undefined || payload === undefined || fromBase64url(signaturePart) === null) {
    return malformed('a part is not canonical base64url of canonical JSON');
  }
  if (typeof header !== 'object' || header === null || Object.keys(header).join() !== 'alg,typ,kid') {
    return {
      read: false,
      refusal: 'claim-algorithm',
      message: 'The header must hold alg, typ and kid and nothing else.',
    };
  }
  const { alg, typ, kid } = header as Record<string, unknown>;
  if (alg !== 'ES256' || typ !== expected.typ || !isThumbprint(kid)) {
    return {
      read: false,
      refusal: 'claim-algorithm',
      message: `A ${expected.name} is ES256 with typ ${expected.typ}.`,
    };
  }
  try {
    const value = expected.parse(payload);
    return { read: true, kid, value, identity: await digestOf(toUtf8(`${headerPart}.${payloadPart}`)) };
  } catch (error) {
    if (isSafeUploadError(error)) return malformed(error.message);
    throw error;
  }
}

/** True if the token carries a valid ES256 signature by this key. */
export async function verifyClaimSignature(token: string, publicKey: CryptoKey): Promise<boolean> {
  try {
    await compactVerify(token, publicKey, { algorithms: ['ES256'] });
    return true;
  } catch {
    return false;
  }
}

/** The value of a base64url JSON part, or undefined where the part is not its one spelling. */
function readJson(part: string): unknown {
  const bytes = fromBase64url(part);
  const text = bytes === null ? null : fromUtf8(bytes);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
