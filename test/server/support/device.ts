import {
  type Challenge,
  type Claim,
  type Context,
  decideOnDevice,
  defaultDevicePolicy,
  digestOf,
  digestOfPolicy,
  type Evidence,
  parseChallenge,
  readHeader,
  signClaim,
  wireLimits,
} from '@safeupload/sdk/core';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Answer, Member, Room } from './room.js';
import { origin } from './room.js';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An honest browser's half of the protocol, with a real key: challenge, claim, signature, upload. */
export interface Device {
  readonly keys: KeyPair;
  readonly thumbprint: string;
  challenge(count?: number, context?: Context): Promise<Challenge>;
  /** An honest claim for these bytes; `change` alters it before it is signed. */
  claim(bytes: Uint8Array, challenge: Challenge, change?: Partial<Claim>): Promise<Claim>;
  sign(claim: Claim, keys?: KeyPair, thumbprint?: string): Promise<string>;
  /** Challenge, claim and signature in one go. */
  ticket(bytes: Uint8Array, change?: Partial<Claim>, context?: Context): Promise<string>;
  upload(bytes: Uint8Array<ArrayBuffer>, token: string, init?: UploadInit): Promise<Answer>;
  /** An honest upload from beginning to end. */
  send(bytes: Uint8Array<ArrayBuffer>, context?: Context): Promise<Answer>;
}

/** What differs from an honest upload. */
export interface UploadInit {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly member?: Member;
}

/** What each picture measured, once a room: measuring is the slow part. */
const evidenceOf = new WeakMap<Room, Map<string, Promise<Evidence>>>();

/** A browser of that member. */
export async function openDevice(room: Room, member: Member): Promise<Device> {
  const keys = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(keys.publicKey);
  const key = { kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' };
  const thumbprint = await calculateJwkThumbprint(key);
  const evidence = evidenceOf.get(room) ?? new Map<string, Promise<Evidence>>();
  evidenceOf.set(room, evidence);

  const measured = async (bytes: Uint8Array): Promise<Evidence> => {
    const sha256 = await digestOf(bytes);
    const known = evidence.get(sha256);
    if (known !== undefined) return known;
    const measuring = room.measurer
      .measure(bytes, readHeader(bytes, wireLimits), { derivatives: [], limits: wireLimits })
      .then((result) => result.evidence);
    evidence.set(sha256, measuring);
    return measuring;
  };

  const device: Device = {
    keys,
    thumbprint,
    async challenge(count = 1, context = 'post') {
      const answer = await room.send('/challenge', member, { json: { key, count, context } });
      return parseChallenge(answer.body);
    },
    async claim(bytes, challenge, change = {}) {
      const sha256 = await digestOf(bytes);
      const seen = await measured(bytes);
      const { header } = seen;
      const seconds = Math.floor(challenge.issuedAt / 1000);
      return {
        v: 1,
        iss: origin,
        aud: challenge.aud,
        sub: challenge.sub,
        iat: seconds,
        exp: seconds + 300,
        jti: crypto.randomUUID().replaceAll('-', ''),
        nonce: challenge.nonces[0] ?? '',
        context: challenge.context,
        source: { sha256, bytes: bytes.length, format: header.format },
        upload: {
          sha256,
          bytes: bytes.length,
          format: header.format,
          width: header.width,
          height: header.height,
          frames: seen.frames,
        },
        pdq: seen.fingerprints,
        models: seen.models.slice(0, 1).map(({ id, sha256: model, scores }) => ({ id, sha256: model, scores })),
        policy: { id: challenge.policy.id, sha256: await digestOfPolicy(challenge.policy) },
        verdict: decideOnDevice({ ...seen, models: seen.models.slice(0, 1) }, defaultDevicePolicy),
        sdk: '0.1.0',
        runtime: 'ort-wasm 1.30.0',
        ...change,
      };
    },
    sign: (claim, pair = keys, print = thumbprint) => signClaim(claim, pair.privateKey, print),
    async ticket(bytes, change, context) {
      return device.sign(await device.claim(bytes, await device.challenge(1, context), change));
    },
    upload: (bytes, token, init = {}) =>
      room.send(`/upload${init.query ?? ''}`, init.member ?? member, {
        body: bytes,
        headers: { 'content-type': 'image/jpeg', 'safe-upload-claim': token, ...init.headers },
      }),
    async send(bytes, context) {
      return device.upload(bytes, await device.ticket(bytes, undefined, context));
    },
  };
  return device;
}
