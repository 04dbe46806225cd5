import { chargeBuckets, foreseeBuckets } from '../buckets/admit-by-buckets.js';
import type { Identity } from '../identity.js';
import type { Refused } from '../refused.js';
import type { Services } from '../services.js';
import { type BodyBounds, readBody } from './read-body.js';

/**
 * An upload's body, counted in bytes: not begun where its `Content-Length` is more than the sender has left, and charged
 * with what really came, also where it broke off or was too long, or a body without a length would be free.
 */
export async function receiveBody(
  request: Request,
  bounds: BodyBounds,
  sender: { readonly identity: Identity; readonly key: string | null },
  services: Services,
): Promise<Uint8Array<ArrayBuffer> | Refused> {
  const { accountId, peer } = sender.identity;
  const order = { kind: 'byte', accountId, peer, key: sender.key } as const;
  const declared = Number(request.headers.get('content-length') ?? 0);
  // One that is too long anyway is refused for that, by `readBody`.
  const foreseen = declared > 0 && declared <= bounds.mostBytes ? declared : 1;
  const tooMuch = await foreseeBuckets({ ...order, cost: foreseen }, services);
  if (tooMuch !== null) return tooMuch;
  let received = 0;
  const body = await readBody(request, {
    ...bounds,
    onReceived(bytes) {
      received = bytes;
    },
  });
  if (received > 0) await chargeBuckets({ ...order, cost: received }, services);
  return body;
}
