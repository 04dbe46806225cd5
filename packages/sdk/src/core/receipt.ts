import { CompactSign, type CryptoKey, compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { fromUtf8, toUtf8 } from './bytes.js';
import { thumbprintPattern, tokenPattern } from './challenge.js';
import { type Context, contexts } from './context.js';
import type { Digest } from './digest.js';
import { SafeUploadError } from './error.js';
import { type AcceptedFormat, acceptedFormats } from './format.js';
import { borderOf } from './parse.js';

/** `typ` of a receipt's header. */
export const receiptType = 'safeupload-receipt+jwt';

/** Longest receipt that is read, in characters. */
export const longestReceipt = 8192;

/** Most published sizes of one picture. */
const mostDerivatives = 16;

/** One published picture: encoded by the server itself from the pixels it screened. */
export interface Derivative {
  /** Name of the size, e.g. `full` or `preview`. */
  readonly name: string;
  readonly format: AcceptedFormat;
  readonly width: number;
  readonly height: number;
  readonly sha256: Digest;
}

/** What the server states of the derivatives it encoded. Only what has a valid, unrevoked receipt is ever shown. */
export interface Receipt {
  readonly v: 1;
  /** The server's address, the same as the `aud` of claims. */
  readonly iss: string;
  /** Random id of the receipt: its status is asked with it. */
  readonly jti: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly uploadId: string;
  readonly context: Context;
  readonly derivatives: readonly Derivative[];
  /** Id of the server's policy; its content stays on the server. */
  readonly policy: string;
}

const border = borderOf('receipt-invalid', 'receipt');

/** The receipt in a parsed JSON value. Throws `receipt-invalid`. */
export function parseReceipt(value: unknown): Receipt {
  const root = border.object(value, 'receipt', [
    'v',
    'iss',
    'jti',
    'iat',
    'uploadId',
    'context',
    'derivatives',
    'policy',
  ]);
  border.integer(root.v, 'receipt.v', 1, 1);
  return {
    v: 1,
    iss: border.text(root.iss, 'receipt.iss', 255),
    jti: border.matching(root.jti, 'receipt.jti', tokenPattern, 'a random id'),
    iat: border.integer(root.iat, 'receipt.iat', 0, 2 ** 40),
    uploadId: border.matching(root.uploadId, 'receipt.uploadId', tokenPattern, 'an upload id'),
    context: border.oneOf(root.context, 'receipt.context', contexts),
    derivatives: border.list(root.derivatives, 'receipt.derivatives', mostDerivatives, (item, path) => {
      const derivative = border.object(item, path, ['name', 'format', 'width', 'height', 'sha256']);
      return {
        name: border.text(derivative.name, `${path}.name`, 64),
        format: border.oneOf(derivative.format, `${path}.format`, acceptedFormats),
        width: border.integer(derivative.width, `${path}.width`, 1, 2 ** 20),
        height: border.integer(derivative.height, `${path}.height`, 1, 2 ** 20),
        sha256: border.digest(derivative.sha256, `${path}.sha256`),
      };
    }),
    policy: border.text(root.policy, 'receipt.policy', 64),
  };
}

/** The receipt signed with ES256; `kid` names the server's key in its published JWKS. */
export function signReceipt(receipt: Receipt, privateKey: CryptoKey, kid: string): Promise<string> {
  return new CompactSign(toUtf8(JSON.stringify(receipt)))
    .setProtectedHeader({ alg: 'ES256', typ: receiptType, kid })
    .sign(privateKey);
}

/**
 * The receipt of a token, verified against the server's published keys. Throws `receipt-invalid` where the token is too
 * long, of another type or algorithm, signed by none of the keys, or issued by somebody else. Whether it was revoked
 * since only the server's status route knows.
 */
export async function verifyReceipt(
  token: string,
  options: { readonly jwks: JSONWebKeySet; readonly expectedIssuer: string },
): Promise<Receipt> {
  const invalid = (why: string, cause?: unknown) =>
    new SafeUploadError('receipt-invalid', `The receipt cannot be trusted: ${why}. Do not show the picture.`, {
      cause,
    });
  if (token.length > longestReceipt)
    throw invalid(`expected at most ${longestReceipt} characters, got ${token.length}`);
  const verified = await compactVerify(token, createLocalJWKSet(options.jwks), { algorithms: ['ES256'] }).catch(
    (cause: unknown) => {
      throw invalid('no published key of the server made its signature', cause);
    },
  );
  if (verified.protectedHeader.typ !== receiptType) throw invalid(`its typ must be ${receiptType}`);
  if (!thumbprintPattern.test(verified.protectedHeader.kid ?? '')) throw invalid('its kid is no thumbprint');
  const text = fromUtf8(verified.payload);
  if (text === null) throw invalid('its payload is not UTF-8');
  const receipt = parseReceipt(JSON.parse(text) as unknown);
  if (receipt.iss !== options.expectedIssuer) {
    throw invalid(`expected issuer ${options.expectedIssuer}, got ${receipt.iss}`);
  }
  return receipt;
}
