import type { AcceptedFormat, Outcome, UploadState } from '@safeupload/sdk/core';
import type { AttachTarget } from '../uploads/attach-target.js';

/** What can become of an upload after its outcome. `attached` is not among them: the host did that itself. */
export const decisionTypes = [
  'released',
  'rejected',
  'kept',
  'held',
  'hidden',
  'shown-again',
  'taken-down',
  'undone',
  'detached',
  'withdrawn',
  'expired',
] as const;

/** One of {@link decisionTypes}. */
export type DecisionType = (typeof decisionTypes)[number];

/** A published picture: one derivative and where it is shown. */
export interface Picture {
  /** Name of the size, e.g. `full` or `preview`. */
  readonly name: string;
  /** Absolute address. */
  readonly address: string;
  readonly format: AcceptedFormat;
  readonly width: number;
  readonly height: number;
}

/** What the host learns, through `onDecision` and the webhook: at least once each, not always in order. */
export interface DecisionEvent {
  readonly v: 1;
  /** Random id of the event: the same in a repeated delivery. */
  readonly id: string;
  readonly type: DecisionType;
  /** ms since the epoch. */
  readonly at: number;
  readonly uploadId: string;
  readonly accountId: string;
  readonly outcome: Outcome;
  readonly state: UploadState;
  readonly target: AttachTarget | null;
  /** Who decided; null for timers. */
  readonly by: string | null;
  readonly reason: string | null;
  /** What may be shown from now on, with its receipt; empty and null where nothing may. */
  readonly pictures: readonly Picture[];
  readonly receipt: string | null;
  /** Addresses that no longer answer and must leave every cache. */
  readonly purge: readonly string[];
}
