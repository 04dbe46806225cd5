/** Whom a raised level is about. */
export type LevelScope =
  | { readonly kind: 'forum' }
  /** An account's id, or the id of a group of pictures that look alike. */
  | { readonly kind: 'account' | 'cluster'; readonly id: string };

/** One raised level, for people. */
export interface RaisedLevel {
  readonly level: 1 | 2;
  readonly scope: LevelScope;
  /**
   * True where it makes only accounts of low trust wait: the forum's level, and an account's own level by what is free to
   * forge. False: it holds what it is about, whoever posts it.
   */
  readonly lowTrustOnly: boolean;
  /** A plain sentence: why, for what, until when. */
  readonly reason: string;
  /** When it rose and has stood since without a gap, ms since the epoch. */
  readonly since: number;
  /** From this moment on it is gone, unless something new happens. ms since the epoch. */
  readonly expiresAt: number;
}
