import { type DevicePolicy, isRefusalCode, isSafeUploadError, type Outcome, type Reason } from '@safeupload/sdk/core';
import { type Item, type ItemError, type ItemState, mayMove } from './item.js';
import { type Delivery, newDelivery } from './upload.js';
import type { Outgoing } from './upload-outgoing.js';

/** One go at a file: screening it, or sending it. */
export interface Run {
  readonly controller: AbortController;
  /** Set when the member called it off after all bytes had left: withdraw what comes of it. */
  withdraw: boolean;
}

/** What the store keeps beside an {@link Item}; nobody else sees it. */
export interface Row {
  item: Item;
  outgoing: Outgoing | null;
  delivery: Delivery;
  /** A policy the server asked for this file to be prepared under; null for the latest. */
  policy: DevicePolicy | null;
  /** True once the member chose to send in spite of the device's advice. */
  chosen: boolean;
  appeal: { readonly note: string } | null;
  /** True once the server was told that the device stopped this file. */
  noticed: boolean;
  run: Run | null;
}

/** The row of a file that was just added. */
export function createRow(id: string, file: File): Row {
  return {
    item: {
      id,
      file,
      name: file.name,
      bytes: file.size,
      alt: '',
      state: 'queued',
      progress: 0,
      reasons: [],
      canRetry: false,
      appealed: false,
    },
    outgoing: null,
    delivery: newDelivery(),
    policy: null,
    chosen: false,
    appeal: null,
    noticed: false,
    run: null,
  };
}

/** What a step may bring along. */
export interface MovePatch {
  readonly reasons?: readonly Reason[];
  readonly error?: ItemError;
  readonly outcome?: Outcome;
  readonly uploadId?: string;
  readonly canRetry?: boolean;
}

/** Takes the step if the machine has it; false otherwise, and nothing changes. */
export function moveRow(row: Row, to: ItemState, patch: MovePatch = {}): boolean {
  const { id, file, name, bytes, alt, reasons, state, progress, restored } = row.item;
  if (!mayMove(state, to)) return false;
  row.item = {
    id,
    file,
    name,
    bytes,
    alt,
    ...(restored ? { restored } : {}),
    state: to,
    // Preparing and screening are one run of the bar.
    progress: to === 'screening' ? progress : to === 'done' ? 1 : 0,
    reasons,
    canRetry: false,
    appealed: row.appeal !== null,
    ...(to === 'blocked' && row.noticed ? { noticed: true } : {}),
    ...patch,
  };
  return true;
}

/** Smallest step of progress that is worth drawing. */
const leastStep = 0.01;

/** Changes what moves within a state; false where nothing worth drawing changed. */
export function patchRow(
  row: Row,
  patch: {
    readonly progress?: number;
    readonly stage?: NonNullable<Item['stage']>;
    readonly waiting?: 'connection' | null;
  },
): boolean {
  const { waiting: wasWaiting, ...item } = row.item;
  const progress = Math.min(1, patch.progress ?? item.progress);
  const waiting = patch.waiting === undefined ? wasWaiting : (patch.waiting ?? undefined);
  const changed =
    Math.abs(progress - item.progress) >= leastStep ||
    (progress === 1 && item.progress !== 1) ||
    (patch.stage !== undefined && patch.stage !== item.stage) ||
    waiting !== wasWaiting;
  if (!changed) return false;
  row.item = {
    ...item,
    progress,
    ...(patch.stage === undefined ? {} : { stage: patch.stage }),
    ...(waiting === undefined ? {} : { waiting }),
  };
  return true;
}

/** Where a file goes on when it is tried again: not screened twice if its outgoing bytes are still there. */
export function reopenedState(row: Row): ItemState {
  if (row.outgoing === null) return 'queued';
  const measured = row.outgoing.measured;
  if (measured === null || measured.runtime === 'none') return 'unscreened';
  return measured.verdict.action === 'hold' && !row.chosen ? 'choosing' : 'ready';
}

/** The error as the snapshot carries it: the server's own code where the server refused. */
export function errorOf(thrown: unknown): ItemError {
  if (!isSafeUploadError(thrown)) return { code: 'network-failed', message: String(thrown) };
  const { refusal } = thrown.details;
  return { code: isRefusalCode(refusal) ? refusal : thrown.code, message: thrown.message };
}
