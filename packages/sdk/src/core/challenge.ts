import { type Context, contexts } from './context.js';
import type { DevicePolicy } from './device-policy.js';
import type { Digest } from './digest.js';
import { borderOf } from './parse.js';
import { parseDevicePolicy } from './parse-device-policy.js';

/** Most nonces one challenge may carry. */
export const mostNonces = 20;

/** 128 random bits or more as base64url: what nonces, upload ids and claim ids look like. */
export const tokenPattern = /^[A-Za-z0-9_-]{22,64}$/;

/** An RFC 7638 thumbprint: SHA-256 as base64url. */
export const thumbprintPattern = /^[A-Za-z0-9_-]{43}$/;

/** The public half of a device key: P-256, as a JWK with these members only. */
export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** What a browser asks: tickets for so many files, for this key and use. */
export interface ChallengeRequest {
  readonly key: PublicKey;
  /** 1 to {@link mostNonces}. */
  readonly count: number;
  readonly context: Context;
}

/** The server's answer: fresh nonces, one for each file, its clock, and what the device is to do. */
export interface Challenge {
  readonly v: 1;
  /** The audience that claims must name: the server's address. */
  readonly aud: string;
  /** The account under the server's pseudonym key: the same account has another `sub` elsewhere. */
  readonly sub: string;
  readonly context: Context;
  readonly nonces: readonly string[];
  /** The server's clock when it answered, ms since the epoch. */
  readonly issuedAt: number;
  /** When the nonces end, ms since the epoch, in the server's time. */
  readonly expiresAt: number;
  readonly policy: DevicePolicy;
  readonly policySha256: Digest;
}

const requestBorder = borderOf('challenge-invalid', 'challenge request');
const border = borderOf('challenge-invalid', 'challenge');

/** The public key in a parsed JSON value. Throws `challenge-invalid`; extra members such as `d` are refused. */
export function parsePublicKey(value: unknown): PublicKey {
  const key = requestBorder.object(value, 'key', ['kty', 'crv', 'x', 'y']);
  return {
    kty: requestBorder.oneOf(key.kty, 'key.kty', ['EC']),
    crv: requestBorder.oneOf(key.crv, 'key.crv', ['P-256']),
    x: requestBorder.matching(key.x, 'key.x', thumbprintPattern, '32 bytes as base64url'),
    y: requestBorder.matching(key.y, 'key.y', thumbprintPattern, '32 bytes as base64url'),
  };
}

/** The request in a parsed JSON value. Throws `challenge-invalid`. */
export function parseChallengeRequest(value: unknown): ChallengeRequest {
  const root = requestBorder.object(value, 'request', ['key', 'count', 'context']);
  return {
    key: parsePublicKey(root.key),
    count: requestBorder.integer(root.count, 'request.count', 1, mostNonces),
    context: requestBorder.oneOf(root.context, 'request.context', contexts),
  };
}

/** The challenge in a parsed JSON value. Throws `challenge-invalid` or `policy-invalid`. */
export function parseChallenge(value: unknown): Challenge {
  const root = border.object(value, 'challenge', [
    'v',
    'aud',
    'sub',
    'context',
    'nonces',
    'issuedAt',
    'expiresAt',
    'policy',
    'policySha256',
  ]);
  border.integer(root.v, 'challenge.v', 1, 1);
  return {
    v: 1,
    aud: border.text(root.aud, 'challenge.aud', 255),
    sub: border.matching(root.sub, 'challenge.sub', tokenPattern, 'a pseudonym'),
    context: border.oneOf(root.context, 'challenge.context', contexts),
    nonces: border.list(root.nonces, 'challenge.nonces', mostNonces, (nonce, path) =>
      border.matching(nonce, path, tokenPattern, 'a nonce'),
    ),
    issuedAt: border.integer(root.issuedAt, 'challenge.issuedAt', 0, Number.MAX_SAFE_INTEGER),
    expiresAt: border.integer(root.expiresAt, 'challenge.expiresAt', 0, Number.MAX_SAFE_INTEGER),
    policy: parseDevicePolicy(root.policy),
    policySha256: border.digest(root.policySha256, 'challenge.policySha256'),
  };
}
