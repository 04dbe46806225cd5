import type { BreakerView, CurtainView } from '@safeupload/server';
import type { Session } from './session.js';

/** What every page is given besides its own content. */
export interface View {
  readonly session: Session | null;
  /** Now, in ms since the epoch. */
  readonly now: number;
  /** Address of this page: where acting as somebody else leads back to. */
  readonly path: string;
  /** Addresses of members' avatars that may be shown. */
  readonly avatars: ReadonlyMap<string, string>;
  /** What those who work here see on every page; null for everybody else. */
  readonly staff: StaffView | null;
  /** True where staff accounts ask for the PIN of the terminal. */
  readonly pinNeeded: boolean;
  /** A sentence about what was just done. */
  readonly notice: Notice | null;
}

/** The forum's night, for those who work here. */
export interface StaffView {
  /** How many pictures wait at the desk. */
  readonly waiting: number;
  readonly curtain: CurtainView;
  readonly breaker: BreakerView;
  /** How long one press keeps the curtain up, in ms. */
  readonly curtainLastsMs: number;
}

/** What was just done, with the upload it was done to where it can be undone. */
export interface Notice {
  readonly text: string;
  readonly undo: string | null;
  readonly tone: 'good' | 'bad';
}
