import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Where a request came from. */
export interface Peer {
  /** An IPv4 or IPv6 address. */
  readonly address: string;
  readonly port?: number;
}

/** Whom to believe about the peer. */
export interface PeerOptions {
  /**
   * Name of the header in which *your* proxy states the client, e.g. `x-forwarded-for`. Absent: the socket's own address.
   * Set it only where every request comes through that proxy; anybody else can write the header.
   */
  readonly trustProxy?: string;
}

/** Characters of the header that are read: a list of a dozen addresses. */
const mostHeaderLength = 1_000;

/**
 * The peer of a request of Node's HTTP server, or null where it cannot be told. Of a list in the trusted header the last
 * entry counts: it is the one that your proxy added, those before it were sent by the client.
 */
export function peerOf(incoming: Pick<IncomingMessage, 'socket' | 'headers'>, options: PeerOptions = {}): Peer | null {
  const { trustProxy } = options;
  if (trustProxy !== undefined) {
    const header = incoming.headers[trustProxy.toLowerCase()];
    const text = (Array.isArray(header) ? header.at(-1) : header) ?? '';
    return readPeer(text.slice(-mostHeaderLength).split(',').at(-1)?.trim() ?? '');
  }
  const { remoteAddress, remotePort } = incoming.socket;
  if (remoteAddress === undefined) return null;
  const address = plain(remoteAddress);
  return remotePort === undefined ? { address } : { address, port: remotePort };
}

/** `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1` or `[2001:db8::1]:5`. */
function readPeer(text: string): Peer | null {
  if (isIP(text) !== 0) return { address: plain(text) };
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(text);
  const address = parts?.[1] ?? parts?.[2] ?? '';
  if (isIP(address) === 0) return null;
  const port = Number(parts?.[3] ?? 0);
  return port > 0 && port < 65_536 ? { address: plain(address), port } : { address: plain(address) };
}

/** An IPv4 address that came through an IPv6 socket, as itself. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}
