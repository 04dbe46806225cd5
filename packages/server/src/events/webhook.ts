import { SafeUploadError, toHex, toUtf8 } from '@safeupload/sdk/core';
import type { DecisionEvent } from './decision-event.js';

/** Header of a webhook's request: `t=<ms since the epoch>,v1=<hex of the HMAC>`. */
export const webhookSignatureHeader = 'Safe-Upload-Signature';

/** How long the host may take to answer, in ms. */
const answerMs = 10_000;

/**
 * The value of {@link webhookSignatureHeader}: HMAC-SHA-256 under the secret over `<t>.<body>`. The host computes the
 * same over the bytes it received, compares in constant time, and turns away a `t` older than some minutes.
 */
export async function signWebhook(body: string, secret: string, at: number): Promise<string> {
  const key = await crypto.subtle.importKey('raw', toUtf8(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, toUtf8(`${at}.${body}`));
  return `t=${at},v1=${toHex(new Uint8Array(mac))}`;
}

/** Posts the event, signed. Throws `network-failed` unless the host answers 2xx within 10 s; redirects are not followed. */
export async function postWebhook(
  event: DecisionEvent,
  webhook: { readonly url: string; readonly secret: string },
  at: number,
): Promise<void> {
  const body = JSON.stringify(event);
  const response = await fetch(webhook.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [webhookSignatureHeader]: await signWebhook(body, webhook.secret, at),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(answerMs),
  });
  await response.body?.cancel();
  if (!response.ok) {
    throw new SafeUploadError(
      'network-failed',
      `The webhook answered ${response.status}: expected 2xx. It will be tried again.`,
    );
  }
}
