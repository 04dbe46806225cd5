import type { Context } from '@safeupload/sdk/core';
import type { BoundClaim } from '../guards/guards.js';
import type { Identity } from '../identity.js';

/** One upload whose bytes are here, with all that was said about it. */
export interface ArrivedUpload {
  readonly bytes: Uint8Array;
  readonly identity: Identity;
  readonly context: Context;
  /** Null where nobody claimed anything. */
  readonly bound: BoundClaim | null;
  /** Without a claim: names the upload in its session, so that a repeat is one. */
  readonly idempotencyKey: string | null;
  readonly appealed: boolean;
  /** How it came: with its claim, without one, with one deposited before, or through `screen`. */
  readonly route: 'claimed' | 'unclaimed' | 'deposited' | 'server';
  /** The request's `User-Agent`, for the sealed record; null where there is none. */
  readonly userAgent: string | null;
  /** What the member wrote with an appeal, at most 500 characters. */
  readonly note: string | null;
}
