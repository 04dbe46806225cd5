import type { ErrorRecord, Outcome, UploadState } from '@safeupload/sdk/core';
import type { BreakerView } from '../../breaker/breaker-view.js';
import type { CurtainView } from '../../curtain/curtain.js';
import type { GroupDecided, GroupDecision } from '../../desk/decide-group.js';
import type { Actor, Role, Tier } from '../../identity.js';
import type { ReportAnswer, ReportOrder } from '../../reports/report.js';
import type { Attached, AttachOrder } from '../../uploads/attach.js';
import type { HoldDecision } from '../../uploads/decide-hold.js';
import type { NightLane } from './night-policy.js';

/** What is known of one upload at the rehearsal's server. */
export interface NightUpload {
  readonly outcome: Outcome;
  readonly state: UploadState;
  /** Absolute addresses of every published size; empty where none is valid now. */
  readonly addresses: readonly string[];
}

/** What the player asks of the server's host: its own calls, none of which a browser can make. */
export interface NightCalls {
  /** How far the clock goes ahead of the system's, in ms: it runs as fast, from where it is put. */
  clock(order: { readonly ahead: number }): null;
  /** Signs somebody in; answers the token of her session. */
  member(order: { readonly accountId: string; readonly tier: Tier; readonly roles: readonly Role[] }): string;
  /** Puts a file's digest on the rehearsal's own test bank. */
  bank(order: { readonly sha256: string }): null;
  attach(order: AttachOrder): Attached[];
  uploads(order: { readonly uploadIds: readonly string[] }): Record<string, NightUpload>;
  /** Why each upload waits, in the desk's own sentences, by upload. */
  waiting(order: { readonly by: Actor }): Record<string, readonly string[]>;
  report(order: ReportOrder): ReportAnswer;
  curtainUp(order: { readonly by: Actor }): CurtainView;
  curtain(order: { readonly by: Actor }): CurtainView;
  breaker(order: { readonly by: Actor }): BreakerView;
  decideHold(order: HoldDecision): null;
  decideGroup(order: GroupDecision): GroupDecided;
  takedown(order: { readonly uploadId: string; readonly reason: string; readonly by: Actor }): null;
  reap(order: Record<string, never>): null;
  /** The lever of every forum that was hit so far: no picture of anybody is shown or taken any more. */
  picturesOff(order: Record<string, never>): null;
}

/** The name of one of {@link NightCalls}. */
export type NightCallName = keyof NightCalls;

/** What the player sends: first which lane to be, then calls, then the end. */
export type NightRequest =
  | { readonly kind: 'start'; readonly lane: NightLane; readonly ahead: number }
  | { readonly kind: 'call'; readonly id: number; readonly name: NightCallName; readonly order: unknown }
  | { readonly kind: 'end' };

/** What the server says: the directory it made, then once `ready` or `unfit`, then one answer a call. */
export type NightMessage =
  | { readonly kind: 'opened'; readonly directory: string }
  | { readonly kind: 'ready'; readonly audience: string }
  | { readonly kind: 'unfit'; readonly error: ErrorRecord }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorRecord };

/** Beginning of the name of a rehearsal's directory under the system's temporary one: nothing else is opened or removed. */
export const nightDirectoryPrefix = 'safeupload-night-';
