import {
  type Claim,
  claimType,
  type DevicePolicy,
  digestOfPolicy,
  longestClaimSeconds,
  noticeType,
  type SignedClaim,
  type Stated,
  type StoppedNotice,
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
  const stated = await statedBy(measured.policy, options);
  const claim: Claim = {
    ...stated,
    jti: randomToken(),
    source: measured.source,
    upload: measured.upload,
    pdq: measured.evidence.fingerprints,
    models: measured.evidence.models.map(({ id, sha256, scores }) => ({ id, sha256, scores })),
    verdict: measured.verdict,
    sdk: sdkVersion,
    runtime: measured.runtime,
  };
  const { key, ticket } = options;
  return { claim: await signCompact(claim, claimType, key), expiresAt: stated.exp * 1000 - ticket.offsetMs };
}

/** The signed notice that this device stopped a file under this policy. It says nothing of the file. */
export async function signStopped(policy: DevicePolicy, options: SignOptions): Promise<string> {
  const notice: StoppedNotice = await statedBy(policy, options);
  return signCompact(notice, noticeType, options.key);
}

/** What claims and notices have in common, for this ticket, from now on. */
async function statedBy(policy: DevicePolicy, { ticket, origin, clock }: SignOptions): Promise<Stated> {
  const { challenge, nonce, offsetMs } = ticket;
  const { aud, sub, context } = challenge;
  const iat = Math.floor((clock() + offsetMs) / 1000);
  return {
    v: 1,
    iss: origin,
    aud,
    sub,
    iat,
    exp: iat + longestClaimSeconds,
    nonce,
    context,
    policy: { id: policy.id, sha256: await digestOfPolicy(policy) },
  };
}

/**
 * JWS compact serialization (RFC 7515, section 3.1) with ES256 (RFC 7518, section 3.4): WebCrypto's signature is already
 * the R and S that JWS wants. The tests verify everything signed with `jose`.
 */
async function signCompact(value: object, typ: string, { privateKey, thumbprint }: DeviceKey): Promise<SignedClaim> {
  const header = { alg: 'ES256', typ, kid: thumbprint };
  const input = [header, value].map((part) => toBase64url(toUtf8(JSON.stringify(part)))).join('.');
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, toUtf8(input));
  return `${input}.${toBase64url(new Uint8Array(signature))}`;
}
