import type { ErrorRecord, Header, Limits } from '@safeupload/sdk/core';
import type { DerivativeSpec, Measured } from '../../measurer.js';
import type { View } from '../../views/view.js';

/** What the server asks of a measuring process; one at a time. */
export interface MeasureRequest {
  readonly kind: 'measure';
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly header: Header;
  readonly derivatives: readonly DerivativeSpec[];
  /** Drawn by the server: the secret they are drawn with stays there. */
  readonly views: readonly View[];
  readonly limits: Limits;
}

/** What a measuring process says: once `ready` or `unfit`, then per request `decoded` and `measured` or `failed`. */
export type MeasureMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unfit'; readonly error: ErrorRecord }
  | { readonly kind: 'decoded'; readonly id: number }
  | { readonly kind: 'measured'; readonly id: number; readonly measured: Omit<Measured, 'ms'> }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorRecord };
