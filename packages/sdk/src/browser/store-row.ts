import type { DevicePolicy, Outcome, Reason } from '@safeupload/sdk/core';
import { type Item, type ItemError, type ItemState, mayMove } from './item.js';
import type { Delivery } from './upload.js';
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
  /** True once the file's size is known and fits: see `store-sizing.ts`. No row is worked at before. */
  sized: boolean;
  /** Null before the first try. */
  delivery: Delivery | null;
  /** A policy the server asked for this file to be prepared under; null for the latest. */
  policy: DevicePolicy | null;
  /** True once the member chose to send in spite of the device's advice. */
  chosen: boolean;
  appeal: { readonly note: string } | null;
  /** True once the server was told that the device stopped this file. */
  noticed: boolean;
  run: Run | null;
  /** Names the file to the server where it goes without a claim because no code for one could be loaded. */
  bareKey: string | null;
}

/** The row of a file that was just added. */
export function createRow(id: string, file: File): Row {
  return {
    item: {
      id,
      file,
      name: file.name,
      // When it is first asked for: see `store-sizing.ts`.
      get bytes() {
        return file.size;
      },
      alt: '',
      state: 'queued',
      progress: 0,
      reasons: [],
      canRetry: false,
      appealed: false,
    },
    sized: false,
    outgoing: null,
    delivery: null,
    policy: null,
    chosen: false,
    appeal: null,
    noticed: false,
    run: null,
    bareKey: null,
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

/** Where a file goes on when it is tried again: not screened twice if its outgoing bytes are still there. */
export function reopenedState(row: Row): ItemState {
  if (row.outgoing === null) return 'queued';
  const measured = row.outgoing.measured;
  if (measured === null || measured.runtime === 'none') return 'unscreened';
  return measured.verdict.action === 'hold' && !row.chosen ? 'choosing' : 'ready';
}
