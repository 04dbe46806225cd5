import type { Action } from '@safeupload/sdk/core';

/** Why the server decided as it did. For moderators and logs; nothing of it ever reaches the uploader's browser. */
export const serverReasonCodes = [
  'digest-listed',
  'source-listed',
  'fingerprint-listed',
  'risk-raised',
  'device-blocked',
  'appealed',
  'unfinished',
  'newcomer',
  'curtain',
  'account-hidden',
  'account-level',
  'cluster-level',
  'forum-level',
  'like-rejected',
  'like-reported',
  'put-on-hold',
] as const;

/** One of {@link serverReasonCodes}. */
export type ServerReasonCode = (typeof serverReasonCodes)[number];

/** One reason, with what it is about. */
export interface ServerReason {
  readonly code: ServerReasonCode;
  /** With the `…-listed` codes: the bank's name. */
  readonly bank?: string;
  /** With `risk-raised`: the models that spoke, e.g. `open-nsfw`, or several joined by a comma. */
  readonly models?: string;
  /** With `risk-raised`: the titles of those among them that the operator added. */
  readonly titles?: readonly string[];
  /** With `risk-raised`: true where only a part of the picture raised it. */
  readonly part?: boolean;
  /** With `unfinished`: the row of the failure table. */
  readonly failure?: string;
  /** With `unfinished`: true once it was screened after all, because somebody wanted to look. */
  readonly finished?: boolean;
}

/** What the server's policy says of one upload. */
export interface ServerVerdict {
  /** `allow` becomes the outcome `allowed`, `hold` `held`, `block` `refused`. */
  readonly action: Action;
  readonly reasons: readonly ServerReason[];
  /** True where the hold belongs into the safety officer's lane. */
  readonly severe: boolean;
}
