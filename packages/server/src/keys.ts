import type { CryptoKey } from 'jose';

/** A receipt key's public half as published in the JWKS (RFC 7517). */
export interface ReceiptPublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** RFC 7638 thumbprint: 43 base64url characters. */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** Signs receipts: ECDSA P-256. */
export interface ReceiptKey {
  /** RFC 7638 thumbprint of the public half; `kid` of the receipts it signs. */
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: ReceiptPublicJwk;
}

/** Seals what is kept: AES-256-GCM, usages encrypt and decrypt. */
export interface SealingKey {
  /** 1–32 characters of a–z, A–Z, 0–9, `_`, `-`: stands in every blob it sealed. */
  readonly id: string;
  readonly key: CryptoKey;
}

/** The server's own keys. The verifier never makes keys: a server that lost them must stop, not start anew unnoticed. */
export interface Keys {
  /** Newest first: the first signs, all are published. At least one. */
  readonly receipt: readonly ReceiptKey[];
  /** Newest first: the first seals, all open. At least one. */
  readonly sealing: readonly SealingKey[];
  /** HMAC-SHA-256, usage sign: makes an account's `sub`. Changing it makes all open challenges void. */
  readonly pseudonym: CryptoKey;
  /**
   * HKDF, usage deriveBits: draws the views that pictures are classified through, see `drawViews`. `parseKeys` makes it of
   * the newest sealing key, so that whoever rotates that ring rotates the views. Changing it changes what is held, and
   * nothing else.
   */
  readonly views: CryptoKey;
}
