import type { Look } from './item.js';
import type { SafeUploadOptions, Taken } from './store-contract.js';
import type { StoreLimits } from './store-limits.js';
import type { Row, Run } from './store-row.js';

/** What the lanes see of their store: the rows, and how to show what became of them. */
export interface StoreList {
  readonly options: SafeUploadOptions;
  readonly limits: StoreLimits;
  /** Every row, in the order of the list. */
  readonly rows: ReadonlyMap<string, Row>;
  /** An id that no row has had. */
  readonly newId: () => string;
  /** Puts rows before all others and sets them going. */
  readonly insertFirst: (rows: readonly Row[]) => void;
  /** Tells everybody who listens. */
  readonly publish: () => void;
  /** True while this run is the row's own: what arrives late, after a cancel or a removal, changes nothing. */
  readonly isCurrent: (row: Row, run: Run) => boolean;
  readonly isPaused: () => boolean;
  readonly isDisposed: () => boolean;
  readonly look: () => Look;
}

/** What works through a {@link StoreList}: screens, signs, sends. Loaded when the picker is first touched. */
export interface Lanes {
  /** Takes up whatever may go on. */
  next(): void;
  /** To be called when somebody else shall look first. */
  lookChanged(): void;
  /** Asks for a challenge ahead of the first file. */
  warm(): void;
  /** Tells the server that the member no longer wants an upload. Best effort: unattached ones end within the hour. */
  withdraw(uploadId: string): void;
  /** See `SafeUploadStore.take`. */
  take(id: string): Promise<Taken | null>;
  /** See `SafeUploadStore.settle`. */
  settle(id: string, answer: unknown): void;
  /** Notes that the list has changed. */
  note(): void;
  /** See `SafeUploadStore.restore`. */
  restore(): Promise<number>;
  /** Ends every transfer and throws tickets away; erases the account's key and what is kept of its lists. The lanes can be used again afterwards. */
  forget(): Promise<void>;
  /** Ends every transfer. */
  dispose(): void;
}
