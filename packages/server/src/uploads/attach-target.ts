import type { Context } from '@safeupload/sdk/core';

/** What an upload is attached to: a post, an avatar, in the host's own words. */
export interface AttachTarget {
  /** Must equal the context the upload was made for. */
  readonly context: Context;
  /** The host's id of the post, 1–200 characters. */
  readonly id: string;
}
