import { randomBytes } from 'node:crypto';
import { SafeUploadError } from '@safeupload/sdk/core';
import type { NightAnswer } from './night-events.js';
import type { NightServer } from './night-process.js';

/** What the server said to one who posted a picture. */
export interface NightPosted {
  readonly answer: NightAnswer;
  /** Null where it was turned away. */
  readonly uploadId: string | null;
  /** What the one who posted was told; empty where the picture was taken. */
  readonly told: string;
}

/** Longest wait for one upload, in ms. */
const uploadMs = 60_000;

/**
 * Posts a picture as a page without scripts does: bytes and no claim, the way an attacker takes who wants nothing measured
 * on her own device. Throws `server-refused` for an answer that no honest server gives.
 */
export async function postPicture(
  server: NightServer,
  picture: { readonly bytes: Uint8Array<ArrayBuffer>; readonly token: string; readonly isJpeg: boolean },
  signal?: AbortSignal,
): Promise<NightPosted> {
  const timeout = AbortSignal.timeout(uploadMs);
  const response = await fetch(`${server.audience}/upload?context=post`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${picture.token}`,
      origin: new URL(server.audience).origin,
      'content-type': picture.isJpeg ? 'image/jpeg' : 'image/png',
      'idempotency-key': randomBytes(18).toString('base64url'),
    },
    body: picture.bytes,
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  });
  const text = await response.text();
  // Only the rehearsal's own host answers so, once pictures are off for everybody.
  if (response.status === 404) return { answer: 'turned-away', uploadId: null, told: text };
  const said: unknown = JSON.parse(text);
  const told = fieldOf(said, 'message');
  if (response.status === 429) return { answer: 'turned-away', uploadId: null, told };
  const outcome = fieldOf(said, 'outcome');
  if (response.status === 200 && (outcome === 'allowed' || outcome === 'held' || outcome === 'refused')) {
    return { answer: outcome, uploadId: fieldOf(said, 'uploadId'), told: '' };
  }
  throw new SafeUploadError(
    'server-refused',
    `The rehearsal's server answered ${response.status} to an upload: ${told}`,
  );
}

function fieldOf(value: unknown, name: string): string {
  const field: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof field === 'string' ? field : '';
}
