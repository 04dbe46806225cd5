import type { FromWorker } from '../worker/protocol.js';

const types: readonly FromWorker['type'][] = ['ready', 'pong', 'progress', 'screened', 'prefetched', 'failed'];

/**
 * The message in an event from the worker, or null for anything that is not one of ours (an extension, a bundler's hot
 * reload). Only `type` is read: before the handshake nothing but `ready` is looked at, and it compares the versions, so
 * that from then on both ends are one package.
 */
export function messageOf(data: unknown): FromWorker | null {
  if (typeof data !== 'object' || data === null) return null;
  // The cast is what the handshake proves.
  return (types as readonly unknown[]).includes(Reflect.get(data, 'type')) ? (data as FromWorker) : null;
}
