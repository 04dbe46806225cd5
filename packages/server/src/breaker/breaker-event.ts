import type { BreakerEventKind } from './record-event.js';

/** One row of the breaker's log. Its kind may be one that this version does not know: it is ignored then. */
export interface BreakerEvent {
  /** Its place in the log. */
  readonly id: number;
  /** ms since the epoch, by the clock of the server that wrote it. */
  readonly at: number;
  readonly kind: string;
  readonly accountId: string;
  readonly clusterId: string | null;
  readonly uploadId: string | null;
}

/** What a person confirmed, or a list that the operator keeps: nobody's browser can make these. */
export const hitKinds = ['bank-match', 'rejected', 'report-confirmed'] as const satisfies readonly BreakerEventKind[];

/** One of {@link hitKinds}. */
export type HitKind = (typeof hitKinds)[number];

/** What any browser can bring about at will: it reaches nobody but the account that did. */
export const forgeableKinds = [
  'stopped-notice',
  'precheck-refused',
  'uneasy',
] as const satisfies readonly BreakerEventKind[];

/** A confirmed hit that nobody took back. */
export interface Hit {
  readonly at: number;
  readonly kind: HitKind;
  readonly accountId: string;
  readonly clusterId: string | null;
}

/** What is free to forge, of one account at one moment. */
export interface Forgeable {
  readonly at: number;
  readonly accountId: string;
}
