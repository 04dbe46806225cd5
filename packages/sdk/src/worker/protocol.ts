import type { DevicePolicy, ErrorRecord, Limits } from '@safeupload/sdk/core';
import type { Screened } from './screened.js';

/** What a screening is busy with. `loading` only appears where models are still on their way. */
export type Stage = 'reading' | 'loading' | 'preparing' | 'measuring';

/** How far one file is: `done` is 0..1 within the whole and never falls. */
export interface ScreenProgress {
  readonly stage: Stage;
  readonly done: number;
}

/** Page to worker, first of all. Both sides must be of one version: they share these types and nothing checks them twice. */
export interface HelloMessage {
  readonly type: 'hello';
  readonly sdk: string;
  /** Absolute address of the assets folder, ending in a slash. */
  readonly assets: string;
  readonly intake: Limits;
  readonly wire: Limits;
  /** Models are fetched when needed only, never ahead. */
  readonly saveData: boolean;
}

/** Page to worker: screen this file. */
export interface ScreenMessage {
  readonly type: 'screen';
  readonly id: number;
  readonly file: Blob;
  readonly policy: DevicePolicy;
}

/** Page to worker: fetch and open what the first picture will need. */
export interface PrefetchMessage {
  readonly type: 'prefetch';
  readonly id: number;
  readonly policy: DevicePolicy;
}

/** Everything the page says to the worker. */
export type ToWorker =
  | HelloMessage
  | ScreenMessage
  | PrefetchMessage
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ping' };

/** Everything the worker says to the page. */
export type FromWorker =
  | { readonly type: 'ready'; readonly sdk: string }
  | { readonly type: 'pong' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: ScreenProgress }
  | { readonly type: 'screened'; readonly id: number; readonly screened: Screened }
  | { readonly type: 'prefetched'; readonly id: number }
  /** `spent`: the worker should not be used again (its memory or its model is broken). */
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorRecord; readonly spent: boolean };

/**
 * The message in a worker's or page's `MessageEvent`, or null for anything that is not one of ours (an extension, a
 * bundler's hot reload). Only `type` is read: the handshake made sure that both ends are one version of one package.
 */
export function messageIn<T extends ToWorker | FromWorker>(data: unknown, types: readonly T['type'][]): T | null {
  if (typeof data !== 'object' || data === null) return null;
  const type: unknown = Reflect.get(data, 'type');
  // The cast is what the handshake proves; before it, only `hello`, `ready` and `pong` are read.
  return (types as readonly unknown[]).includes(type) ? (data as T) : null;
}

/** The messages a worker listens to. */
export const toWorkerTypes: readonly ToWorker['type'][] = ['hello', 'screen', 'prefetch', 'cancel', 'ping'];

/** The messages a page listens to. */
export const fromWorkerTypes: readonly FromWorker['type'][] = [
  'ready',
  'pong',
  'progress',
  'screened',
  'prefetched',
  'failed',
];
