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
