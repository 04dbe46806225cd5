/** How far the host trusts an account. It comes from the account, never from the claim. */
export const tiers = ['new', 'known', 'trusted'] as const;

/** One of {@link tiers}. */
export type Tier = (typeof tiers)[number];

/** What somebody may do besides posting: hide, decide ordinary holds, handle the severe lane. */
export const roles = ['volunteer', 'moderator', 'safety'] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** Who is asking, from the host's own session. */
export interface Identity {
  /** The host's stable id of the account, 1–200 characters. */
  readonly accountId: string;
  /** The host's id of this session, 1–200 characters: nonces and idempotency keys belong to it. */
  readonly sessionId: string;
  readonly tier: Tier;
  readonly roles: readonly Role[];
  /** When the account was made, ms since the epoch, where the host tells: shown to moderators, never decided by. */
  readonly since?: number;
  /** Where the request came from, as the host's adapter knows it. Kept sealed, apart from the upload, for law enforcement's questions. */
  readonly peer?: { readonly address: string; readonly port?: number };
}

/** Who decides: an account and the roles the host gives it. */
export interface Actor {
  readonly accountId: string;
  readonly roles: readonly Role[];
}
