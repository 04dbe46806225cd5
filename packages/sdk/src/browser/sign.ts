import {
  type Claim,
  type ClaimHeader,
  claimType,
  digestOfPolicy,
  longestClaimSeconds,
  type SignedClaim,
  sdkVersion,
  toBase64url,
  toUtf8,
} from '@safeupload/sdk/core';
import type { Ticket } from './challenge-pool.js';
import type { DeviceKey } from './key.js';
import type { Measured } from './upload-outgoing.js';

/** A signed claim and when it ends. */
export interface Presentation {
  readonly claim: SignedClaim;
  /** In the *device's* clock, ms since the epoch. */
  readonly expiresAt: number;
}

/** What {@link signMeasured} needs. */
export interface SignOptions {
  readonly ticket: Ticket;
  readonly key: DeviceKey;
  /** Origin of the page. */
  readonly origin: string;
  readonly clock: () => number;
}

/** 128 random bits as base64url: 22 characters. */
export function randomToken(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(16)));
}

/** The claim for what was measured, signed for this ticket. Made immediately before sending: it ends after 300 s. */
export async function signMeasured(measured: Measured, options: SignOptions): Promise<Presentation> {
  const { ticket, key, origin, clock } = options;
  const { challenge, nonce, offsetMs } = ticket;
  const iat = Math.floor((clock() + offsetMs) / 1000);
  const exp = iat + longestClaimSeconds;
  const claim: Claim = {
    v: 1,
    iss: origin,
    aud: challenge.aud,
    sub: challenge.sub,
    iat,
    exp,
    jti: randomToken(),
    nonce,
    context: challenge.context,
    source: measured.source,
    upload: measured.upload,
    pdq: measured.evidence.fingerprints,
    models: measured.evidence.models.map(({ id, sha256, scores }) => ({ id, sha256, scores })),
    policy: { id: measured.policy.id, sha256: await digestOfPolicy(measured.policy) },
    verdict: measured.verdict,
    sdk: sdkVersion,
    runtime: measured.runtime,
  };
  return { claim: await signCompact(claim, key), expiresAt: exp * 1000 - offsetMs };
}

/**
 * JWS compact serialization (RFC 7515, section 3.1) with ES256 (RFC 7518, section 3.4): WebCrypto's signature is already
 * the R and S that JWS wants. The tests verify every claim with `jose`.
 */
async function signCompact(claim: Claim, { privateKey, thumbprint }: DeviceKey): Promise<SignedClaim> {
  const header: ClaimHeader = { alg: 'ES256', typ: claimType, kid: thumbprint };
  const input = [header, claim].map((part) => toBase64url(toUtf8(JSON.stringify(part)))).join('.');
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, toUtf8(input));
  return `${input}.${toBase64url(new Uint8Array(signature))}`;
}
