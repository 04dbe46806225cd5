import type { BucketRule } from '../policy/bucket-rules.js';

/** What is remembered of one bucket. */
export interface Bucket {
  /** At most the rule's burst. Below zero is debt: what was charged after the fact. */
  readonly tokens: number;
  /** When that many were in it, ms since the epoch. */
  readonly at: number;
}

/**
 * Clocks of several servers may differ by this, in ms: a bucket that another server filled a little later is left as it
 * is, or each change of server would fill it anew. One from further ahead is from before the clock was set back, and
 * begins again from now: otherwise nobody could get in until the clock has caught up.
 */
export const mostSkewMs = 60_000;

/** Longest wait that is told, in s: the protocol's own bound of `retryAfterSeconds`. */
const longestWaitSeconds = 86_400;

/** The bucket at this moment: what came back since, never over the burst. Null, one that nobody used, is full. */
export function refilled(bucket: Bucket | null, rule: BucketRule, now: number): Bucket {
  if (bucket === null) return { tokens: rule.burst, at: now };
  const elapsed = Math.max(0, now - bucket.at);
  return {
    tokens: Math.min(rule.burst, bucket.tokens + elapsed * perMs(rule)),
    at: bucket.at > now && bucket.at <= now + mostSkewMs ? bucket.at : now,
  };
}

/** What a taking costs: a bucket smaller than that is emptied, or nobody could ever pay. */
export function payable(cost: number, rule: BucketRule): number {
  return Math.min(cost, rule.burst);
}

/** The deepest debt: as long to work off as a full bucket, so that no charge locks anybody out for ever. */
export function deepestDebt(rule: BucketRule): number {
  return -rule.burst;
}

/** Tokens that come back in one ms. */
export function perMs(rule: BucketRule): number {
  return rule.perMinute / 60_000;
}

/** 0 where the bucket holds the cost at this moment, else in how many whole seconds it will: 1 to a day. */
export function secondsUntil(cost: number, bucket: Bucket | null, rule: BucketRule, now: number): number {
  const { tokens, at } = refilled(bucket, rule, now);
  const missing = payable(cost, rule) - tokens;
  if (missing <= 0) return 0;
  const waitMs = at - now + missing / perMs(rule);
  return Math.max(1, Math.min(longestWaitSeconds, Math.ceil(waitMs / 1000)));
}
