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
  /** How many pictures wait at the desk; null for members who may not see it. */
  readonly waiting: number | null;
  /** True where staff accounts ask for the PIN of the terminal. */
  readonly pinNeeded: boolean;
  /** A sentence about what was just done. */
  readonly notice: Notice | null;
}

/** What was just done, with the upload it was done to where it can be undone. */
export interface Notice {
  readonly text: string;
  readonly undo: string | null;
  readonly tone: 'good' | 'bad';
}
