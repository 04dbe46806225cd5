import { type Challenge, type StoppedNotice, signNotice } from '@safeupload/sdk/core';
import type { Device } from './device.js';
import { type Answer, type Member, origin, type Room } from './room.js';

/** An honest device's notice under this challenge. */
export function noticeOf(challenge: Challenge, change: Partial<StoppedNotice> = {}): StoppedNotice {
  const seconds = Math.floor(challenge.issuedAt / 1000);
  const { aud, sub, context, policy, policySha256 } = challenge;
  return {
    v: 1,
    iss: origin,
    aud,
    sub,
    iat: seconds,
    exp: seconds + 300,
    nonce: challenge.nonces[0] ?? '',
    context,
    policy: { id: policy.id, sha256: policySha256 },
    ...change,
  };
}

/** An honest notice, signed, with a ticket of its own. */
export async function signedNotice(device: Device, change: Partial<StoppedNotice> = {}): Promise<string> {
  return signNotice(noticeOf(await device.challenge(), change), device.keys.privateKey, device.thumbprint);
}

/** Sends what is said to be a signed notice. */
export function sendNotice(room: Room, member: Member, notice: unknown): Promise<Answer> {
  return room.send('/stopped', member, { json: { notice } });
}
