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
 * leaves `ready` or `uploading` for the `blocked` it came from. `queued` fails at once where the file is beyond what the
 * store takes at all. Where the host sends and the server asks for another claim, `uploading` goes back to what it was.
 */
export const transitions: Readonly<Record<ItemState, readonly ItemState[]>> = {
  queued: ['preparing', 'failed', 'cancelled'],
  preparing: ['screening', 'ready', 'choosing', 'unscreened', 'blocked', 'failed', 'cancelled'],
  screening: ['ready', 'choosing', 'unscreened', 'blocked', 'failed', 'cancelled'],
  ready: ['uploading', 'cancelled', 'blocked'],
  choosing: ['ready', 'cancelled'],
  unscreened: ['uploading', 'cancelled'],
  blocked: ['ready'],
  uploading: ['done', 'failed', 'cancelled', 'queued', 'ready', 'unscreened', 'choosing', 'blocked'],
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
  /** What the picture shows, in the member's words, for who does not see it; empty until written. */
  readonly alt: string;
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
  /** Whole seconds until all bytes have left, at the pace so far. In `uploading`, once that can be told. */
  readonly secondsLeft?: number;
  /** True for a row that came back after the page was loaded again. */
  readonly restored?: true;
}

/** Who looks at a picture first: the device before anything is sent, or the server alone because the member wants it so. */
export type Look = 'device' | 'server';

/** What a post says of one of its pictures. */
export interface UploadValue {
  readonly uploadId: string;
  /** See {@link Item.alt}. */
  readonly alt: string;
  /** Name of the file as picked: for the member's own eyes, it is sent nowhere by the store. */
  readonly name: string;
}

/** Why a file failed. A {@link RefusalCode} where the server said so. */
export interface ItemError {
  readonly code: ErrorCode | RefusalCode;
  readonly message: string;
}

/** The list at one moment. The same object until something changes. */
export interface Snapshot {
  readonly items: readonly Item[];
  /** True while any file is on its way. Where the host sends, a file that is ready for it is no longer on its way. */
  readonly pending: boolean;
  /** Ids of uploads that a post may refer to: done and not refused, in the order of the list. */
  readonly uploadIds: readonly string[];
  /** The same uploads with what a post says of them. */
  readonly value: readonly UploadValue[];
  /** True while nothing new is screened or sent. */
  readonly paused: boolean;
  readonly look: Look;
}

/** The list before anything was picked, and on servers. */
export const emptySnapshot: Snapshot = Object.freeze({
  items: [],
  pending: false,
  uploadIds: [],
  value: [],
  paused: false,
  look: 'device',
});

/** What {@link snapshotOf} says of the store beside its items. */
export interface SnapshotSetting {
  readonly paused: boolean;
  readonly look: Look;
  /** True where the host sends: it waits for a file until it is ready, not until it is sent. */
  readonly hostSends: boolean;
}

/** The {@link Snapshot} of these items. */
export function snapshotOf(items: readonly Item[], { paused, look, hostSends }: SnapshotSetting): Snapshot {
  if (items.length === 0 && !paused && look === 'device') return emptySnapshot;
  const value = items.flatMap(({ state, outcome, uploadId, alt, name }) =>
    state === 'done' && outcome !== 'refused' && uploadId !== undefined ? [{ uploadId, alt, name }] : [],
  );
  return {
    items,
    pending: items.some(({ state }) => isPending(state) && !(hostSends && isReadyToSend(state))),
    uploadIds: value.map(({ uploadId }) => uploadId),
    value,
    paused,
    look,
  };
}

/** True while a file could be sent at once. */
export function isReadyToSend(state: ItemState): boolean {
  return state === 'ready' || state === 'unscreened';
}

/** True if the machine has this step. */
export function mayMove(from: ItemState, to: ItemState): boolean {
  return transitions[from].includes(to);
}
