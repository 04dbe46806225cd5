import type { IncomingMessage } from 'node:http';
import { type Peer, peerOf } from '@safeupload/server/node';

/** Where requests came from: the socket's word, beside the request that a route is given. */
export interface Peers {
  /** Notes where this request came from. */
  note(request: Request, incoming: IncomingMessage): void;
  /** Address and port of the sender, or null where the socket did not tell. */
  of(request: Request): Peer | null;
  /** Says that `to` is asked on behalf of whoever sent `from`. */
  pass(from: Request, to: Request): void;
}

/** Remembers senders for as long as their requests are being answered. */
export function createPeers(): Peers {
  const known = new WeakMap<Request, Peer>();
  return {
    note(request, incoming) {
      const peer = peerOf(incoming);
      if (peer !== null) known.set(request, peer);
    },
    of: (request) => known.get(request) ?? null,
    pass(from, to) {
      const peer = known.get(from);
      if (peer !== undefined) known.set(to, peer);
    },
  };
}
