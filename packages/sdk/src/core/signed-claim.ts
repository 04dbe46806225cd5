import { CompactSign, type CryptoKey, compactVerify } from 'jose';
import { fromBase64url, fromUtf8, toUtf8 } from './bytes.js';
import { type Claim, type ClaimHeader, isThumbprint, parseClaim } from './claim.js';
import { type Digest, digestOf } from './digest.js';
import { isSafeUploadError } from './error.js';

/** A {@link Claim} as JWS compact serialization (RFC 7515, section 3.1). */
export type SignedClaim = string;

/** `typ` of a signed claim's header. A receipt has another, so neither passes for the other. */
export const claimType = 'safeupload-claim+jwt';

/** Longest signed claim that is read at all, in characters. */
export const longestSignedClaim = 8192;

/** Claims longer than this go as a form field or a deposit: nginx takes 8 KB for all headers together. */
export const longestClaimHeader = 4096;

/** Header, payload and a P-256 signature of exactly 64 bytes. */
const compactPattern = /^[A-Za-z0-9_-]{10,400}\.[A-Za-z0-9_-]{10,7600}\.[A-Za-z0-9_-]{86}$/;

/** The claim signed with ES256. `thumbprint` is the RFC 7638 thumbprint of the key's public half. */
export function signClaim(claim: Claim, privateKey: CryptoKey, thumbprint: string): Promise<SignedClaim> {
  return new CompactSign(toUtf8(JSON.stringify(claim)))
    .setProtectedHeader({ alg: 'ES256', typ: claimType, kid: thumbprint })
    .sign(privateKey);
}

/** What {@link readSignedClaim} finds: the parts of a well-formed token, nothing of which is verified yet. */
export type ReadClaim =
  | {
      readonly read: true;
      readonly header: ClaimHeader;
      readonly claim: Claim;
      /** SHA-256 of the JWS signing input: the claim's identity. A signature twin (r, n − s) has the same. */
      readonly identity: Digest;
    }
  | { readonly read: false; readonly refusal: 'claim-malformed' | 'claim-algorithm'; readonly message: string };

/**
 * Takes a signed claim apart without believing it. Stricter than the JWS standard and than `jose`, which accept
 * non-canonical base64url, newlines, megabytes and duplicate keys: the token must match one pattern, and each JSON text
 * must be exactly what `JSON.stringify` makes of its value, so there is one spelling and what we parse is what any other
 * parser would parse.
 */
export async function readSignedClaim(token: unknown): Promise<ReadClaim> {
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
  if (alg !== 'ES256' || typ !== claimType || !isThumbprint(kid)) {
    return { read: false, refusal: 'claim-algorithm', message: `Claims are ES256 with typ ${claimType}.` };
  }
  try {
    const claim = parseClaim(payload);
    return {
      read: true,
      header: { alg, typ, kid },
      claim,
      identity: await digestOf(toUtf8(`${headerPart}.${payloadPart}`)),
    };
  } catch (error) {
    if (isSafeUploadError(error)) return malformed(error.message);
    throw error;
  }
}

/** True if the token carries a valid ES256 signature by this key. */
export async function verifyClaimSignature(token: SignedClaim, publicKey: CryptoKey): Promise<boolean> {
  try {
    await compactVerify(token, publicKey, { algorithms: ['ES256'] });
    return true;
  } catch {
    return false;
  }
}

function malformed(why: string): ReadClaim {
  return { read: false, refusal: 'claim-malformed', message: `The claim cannot be read: ${why}.` };
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
