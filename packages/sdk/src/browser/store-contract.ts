import type { Context } from '@safeupload/sdk/core';
import type { Snapshot } from './item.js';
import type { Screener } from './screener.js';
import type { StoreLimits } from './store-limits.js';
import type { Transport } from './transport.js';

/** What `createSafeUpload` needs. */
export interface SafeUploadOptions {
  readonly screener: Screener;
  /** Address of the server's routes, e.g. `/safe-upload`. */
  readonly endpoint: string;
  /** What the pictures are for. A receipt for one use is none for another. */
  readonly context: Context;
  /**
   * Opaque name of the signed-in account: the device key is kept under it until {@link SafeUploadStore.forget}. Without
   * it the key lives in memory.
   */
  readonly account?: string;
  /** Ask before sending bytes; default true. A picture the server would refuse by its digest is then never sent. */
  readonly precheck?: boolean;
  /** How requests leave the page; default `xhrTransport`. */
  readonly transport?: Transport;
  /** More headers for every request, e.g. `authorization` where the host has no cookie. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  readonly limits?: Partial<StoreLimits>;
  /** Ms since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** In [0, 1); default `Math.random`. Spreads tries over time, nothing else. */
  readonly random?: () => number;
}

/**
 * The list of files of one composer: screens them one after the other, sends them, keeps a {@link Snapshot} for whoever
 * draws it. Made for `useSyncExternalStore` and for anything else. No call throws for an id it does not know: a row may
 * be gone before a press arrives.
 */
export interface SafeUploadStore {
  /** Adds files; their rows are in the snapshot when this returns. The new ids, in order. Throws `disposed`. */
  add(files: Iterable<File>): string[];
  /** Tries again what `canRetry`. Never a blocked file: see {@link SafeUploadStore.appeal}. */
  retry(id: string): void;
  /** Stops a pending file; its row stays. What the server already has is withdrawn. */
  cancel(id: string): void;
  /** Takes the row away; an upload that has arrived is withdrawn. For "I don't want this picture in my post". */
  remove(id: string): void;
  /** Takes all rows away and withdraws nothing that is done. For "the post is sent". */
  clear(): void;
  /** In `choosing`: the member sends the picture although a person will have to look at it first. */
  choose(id: string, choice: 'send'): void;
  /** Of a `blocked` file: send it for a person to look, with a note of at most 500 characters. Always held. */
  appeal(id: string, note?: string): void;
  /** To be called when the picker is first touched: fetches the challenge, and the models unless data is to be saved. */
  touch(): void;
  /** Calls the listener after every change; the function that comes back ends that. */
  subscribe(listener: () => void): () => void;
  /** The list now; the same object until something changes. */
  getSnapshot(): Snapshot;
  /** The list on a server: empty, always the same object. */
  getServerSnapshot(): Snapshot;
  /** Erases what is kept of the account on this device: list, claims, device key. To be called on logout. */
  forget(): Promise<void>;
  /** Stops everything and empties the store. The screener is the caller's. */
  dispose(): void;
}
