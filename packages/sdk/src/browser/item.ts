import type { ErrorCode, Outcome, Reason, RefusalCode } from '@safeupload/sdk/core';

/** Where one file stands on the device. `blocked`, `done`, `failed` and `cancelled` are ends; the rest are pending. */
export const itemStates = [
  'queued',
  'preparing',
  'screening',
  'ready',
  'choosing',
  'unscreened',
  'blocked',
  'uploading',
  'done',
  'failed',
  'cancelled',
] as const;

/** One of {@link itemStates}. */
export type ItemState = (typeof itemStates)[number];

/**
 * The machine: from each state, the states that may follow. What is not in here does not happen, whatever arrives late.
 * From `uploading` a file may go back: the server changed the device policy and the file has to be prepared another way
 * (`queued`), or the new policy judges the same evidence otherwise (`choosing`, `blocked`). An appeal that is called off
 * leaves `ready` or `uploading` for the `blocked` it came from.
 */
export const transitions: Readonly<Record<ItemState, readonly ItemState[]>> = {
  queued: ['preparing', 'cancelled'],
  preparing: ['screening', 'ready', 'choosing', 'unscreened', 'blocked', 'failed', 'cancelled'],
  screening: ['ready', 'choosing', 'unscreened', 'blocked', 'failed', 'cancelled'],
  ready: ['uploading', 'cancelled', 'blocked'],
  choosing: ['ready', 'cancelled'],
  unscreened: ['uploading', 'cancelled'],
  blocked: ['ready'],
  uploading: ['done', 'failed', 'cancelled', 'queued', 'choosing', 'blocked'],
  done: [],
  failed: ['queued', 'ready', 'unscreened'],
  cancelled: ['queued', 'ready', 'unscreened', 'choosing'],
};

/** States in which nothing more happens by itself and nobody waits for it. */
const ends: readonly ItemState[] = ['blocked', 'done', 'failed', 'cancelled'];

/** True while the file is on its way, also while the member has to choose. */
export function isPending(state: ItemState): boolean {
  return !ends.includes(state);
}

/** One file of the list. Immutable: a change makes another object, so identity tells whether a row must be drawn anew. */
export interface Item {
  /** Unique within its store. */
  readonly id: string;
  /** What the member picked, untouched. */
  readonly file: File;
  readonly name: string;
  /** Length of the file as picked. */
  readonly bytes: number;
  readonly state: ItemState;
  /** 0..1. `preparing` and `screening` share one run from 0 to 1, `uploading` has its own (bytes sent). */
  readonly progress: number;
  /** What the device is doing just now, while `preparing` or `screening`. */
  readonly stage?: 'reading' | 'loading' | 'preparing' | 'measuring';
  /** What the device's verdict says; empty where nothing speaks against the picture. */
  readonly reasons: readonly Reason[];
  /** Present in `failed`: the code for programs, the sentence for people who look at logs. */
  readonly error?: ItemError;
  /** Present in `done`: the server's word. */
  readonly outcome?: Outcome;
  /** Present in `done`. */
  readonly uploadId?: string;
  /** True in `failed` where another try can help, and in `cancelled`; never in `blocked`. */
  readonly canRetry: boolean;
  /** True from the moment the member asked for a person to look at a blocked picture. */
  readonly appealed: boolean;
  /** True in `blocked` where the server is told that this device stopped a file, and nothing of the file. */
  readonly noticed?: true;
  /** Present while nothing can be sent because the device has no connection. */
  readonly waiting?: 'connection';
}

/** Why a file failed. A {@link RefusalCode} where the server said so. */
export interface ItemError {
  readonly code: ErrorCode | RefusalCode;
  readonly message: string;
}

/** The list at one moment. The same object until something changes. */
export interface Snapshot {
  readonly items: readonly Item[];
  /** True while any file is on its way. */
  readonly pending: boolean;
  /** Ids of uploads that a post may refer to: done and not refused, in the order of the list. */
  readonly uploadIds: readonly string[];
}

/** The list before anything was picked, and on servers. */
export const emptySnapshot: Snapshot = Object.freeze({ items: [], pending: false, uploadIds: [] });

/** The {@link Snapshot} of these items. */
export function snapshotOf(items: readonly Item[]): Snapshot {
  if (items.length === 0) return emptySnapshot;
  return {
    items,
    pending: items.some((item) => isPending(item.state)),
    uploadIds: items.flatMap((item) =>
      item.state === 'done' && item.outcome !== 'refused' && item.uploadId !== undefined ? [item.uploadId] : [],
    ),
  };
}

/** True if the machine has this step. */
export function mayMove(from: ItemState, to: ItemState): boolean {
  return transitions[from].includes(to);
}
