import type { ToWorker } from './protocol.js';

const types: readonly ToWorker['type'][] = ['hello', 'screen', 'prefetch', 'cancel', 'ping'];

/**
 * The message in an event from the page, or null for anything that is not one of ours (an extension, a bundler's hot
 * reload). Only `type` is read: the page compares versions before it asks for anything, and both ends are one package.
 */
export function messageOf(data: unknown): ToWorker | null {
  if (typeof data !== 'object' || data === null) return null;
  // The cast is what the handshake proves.
  return (types as readonly unknown[]).includes(Reflect.get(data, 'type')) ? (data as ToWorker) : null;
}
