import type { Context } from '@safeupload/sdk/core';
import type { Look, Snapshot } from './item.js';
import type { Screener } from './screener-contract.js';
import type { StoreLimits } from './store-limits.js';
import type { Transport } from './transport-contract.js';

/** Longest alt text that is kept, in characters. */
export const longestAlt = 1_000;

/** Longest note beside an appeal, in characters. */
export const longestNote = 500;

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
  /**
   * What may be picked, like the `accept` of a file input: `image/*,.heic`. By media type or extension; a file with no
   * type passes, because browsers name none for formats they do not know. Another one fails with `format-not-accepted`.
   */
  readonly accept?: string;
  /** Most bytes of a file as picked; a larger one fails with `too-many-bytes` before a byte of it is read. */
  readonly mostBytes?: number;
  /** Who looks first until {@link SafeUploadStore.setLook} says otherwise; default `device`. */
  readonly look?: Look;
  /**
   * Who sends; default `store`. With `host` files stay `ready` or `unscreened` until {@link SafeUploadStore.take} hands
   * them out, and {@link SafeUploadStore.settle} takes what the server answered.
   */
  readonly send?: 'store' | 'host';
  /**
   * Keep the prepared list for 24 h, for a page that is loaded again. Needs `account`. Default false. What comes back is
   * judged by the device policy of then before it is sent: a row may still ask the member to choose.
   */
  readonly restore?: boolean;
  /** Ms since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** In [0, 1); default `Math.random`. Spreads tries over time, nothing else. */
  readonly random?: () => number;
}

/** What the host sends of one file. */
export interface Taken {
  /** The very bytes that were measured, with their media type. They must arrive byte for byte. */
  readonly bytes: Blob;
  /**
   * Signed claim for the header `Safe-Upload-Claim` or the form field `safe_upload_claim` (before the file part). It
   * ends after 300 s. Null where nothing can be signed: `context` and `idempotencyKey` go along instead.
   */
  readonly claim: string | null;
  readonly context: Context;
  /** The same for every try of one file: header `Idempotency-Key`, or form field `idempotency_key`. */
  readonly idempotencyKey: string;
  /** Where a person has to look in any case: the form field `appeal=1`, and `note` where it is not empty. Else null. */
  readonly appeal: { readonly note: string } | null;
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
  /** Nothing new is screened or sent until {@link SafeUploadStore.resume}. What is in flight finishes. */
  pause(): void;
  resume(): void;
  /** Moves a row to a place in the list: 0 is the first, anything beyond the end the last. */
  move(id: string, to: number): void;
  /** Says what the picture shows; at most {@link longestAlt} characters are kept. */
  describe(id: string, alt: string): void;
  /** Another file in a row's place: a new row with the old one's alt text; the old one is removed. Its id, or null. */
  replace(id: string, file: File): string | null;
  /** Who looks first at files that are not screened yet. The server looks at every picture in any case. */
  setLook(look: Look): void;
  /**
   * Where the host sends: signs a file that is ready and hands it out; the row is `uploading` from then on. Called again
   * before the answer is settled, it hands out the same upload. Null where there is nothing to send.
   */
  take(id: string): Promise<Taken | null>;
  /**
   * Where the host sends: what the server answered to a file that was taken, as parsed JSON; null where no answer came,
   * and the row may be tried again. A row that the server asks to be signed anew is `ready` again afterwards.
   */
  settle(id: string, answer: unknown): Promise<void>;
  /** Brings back what was kept of this account, context and endpoint. How many rows came back. Never rejects. */
  restore(): Promise<number>;
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
