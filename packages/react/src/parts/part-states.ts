import type { ItemState } from '@safeupload/sdk';
import type { Outcome } from '@safeupload/sdk/core';
import type { Tone } from '../item-words.js';

// docs/parts.md is made from this file: `node scripts/parts-docs.mjs`.

/** State of `Root`, `Dropzone` and the parts around the picker. */
export interface RootState {
  /** Files are being dragged over. */
  readonly dragging: boolean;
  /** The host takes no files now. */
  readonly disabled: boolean;
  /** The list has no row. */
  readonly empty: boolean;
}

/** State of `Item` and of every part in it. */
export interface RowState {
  /** Where the file stands on the device. */
  readonly state: ItemState;
  /** The server's word, once there is one. */
  readonly outcome: Outcome | undefined;
  /** How it looks: something goes on, all is well, somebody has to wait, it stopped, or nothing is to be said. */
  readonly tone: Tone;
}

/** State of `Pause`. */
export interface PauseState extends RootState {
  /** Nothing new is screened or sent until it goes on. */
  readonly paused: boolean;
}
