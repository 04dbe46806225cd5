import { borderOf } from '@safeupload/sdk/core';

/** What is counted: requests for tickets, prechecks and deposits, uploads, reports, and bytes of uploads. */
export const bucketKinds = ['challenge', 'precheck', 'upload', 'report', 'byte'] as const;

/** One of {@link bucketKinds}. */
export type BucketKind = (typeof bucketKinds)[number];

/** Whose bucket it is: an account's, a device key's, an address prefix's (IPv4 /24, IPv6 /56), everybody's together. */
export const bucketScopes = ['account', 'key', 'address', 'forum'] as const;

/** One of {@link bucketScopes}. */
export type BucketScope = (typeof bucketScopes)[number];

/** A token bucket: it holds at most `burst` tokens and gets `perMinute` back. For `byte` a token is one byte. */
export interface BucketRule {
  readonly burst: number;
  readonly perMinute: number;
}

/** The rule of every kind and scope, and what a refusal costs. */
export interface BucketRules {
  readonly rules: Readonly<Record<BucketKind, Readonly<Record<BucketScope, BucketRule>>>>;
  /** Tokens of the same kind that a refused claim or digest costs on top: trying is dearer than posting. */
  readonly refusalCost: number;
}

const megabyte = 1_000_000;

/** The buckets unless an operator gives others. An address prefix is a household, a school or a mobile carrier's exit: generous. */
export const defaultBucketRules: BucketRules = {
  rules: {
    // Twice the uploads: each may need a ticket of its own, and one more where its first went stale.
    challenge: {
      account: { burst: 60, perMinute: 60 },
      key: { burst: 60, perMinute: 60 },
      address: { burst: 600, perMinute: 600 },
      forum: { burst: 12_000, perMinute: 12_000 },
    },
    // One a file and one deposit; an attacker who tries digests pays 5 more for each refusal.
    precheck: {
      account: { burst: 60, perMinute: 60 },
      key: { burst: 60, perMinute: 60 },
      address: { burst: 600, perMinute: 600 },
      forum: { burst: 12_000, perMinute: 12_000 },
    },
    // An album of thirty at once, then one every two seconds.
    upload: {
      account: { burst: 30, perMinute: 30 },
      key: { burst: 30, perMinute: 30 },
      address: { burst: 300, perMinute: 300 },
      // More than a few processes measure; what comes at once waits in the queue or is held.
      forum: { burst: 3000, perMinute: 3000 },
    },
    // A person reports one picture after the other; a script does not get further than the desk's first page.
    report: {
      account: { burst: 10, perMinute: 1 },
      key: { burst: 10, perMinute: 1 },
      address: { burst: 100, perMinute: 10 },
      forum: { burst: 1000, perMinute: 200 },
    },
    // 200 MB at once is an album of originals; then 1 GB a day.
    byte: {
      account: { burst: 200 * megabyte, perMinute: 0.7 * megabyte },
      key: { burst: 200 * megabyte, perMinute: 0.7 * megabyte },
      address: { burst: 2000 * megabyte, perMinute: 20 * megabyte },
      forum: { burst: 20_000 * megabyte, perMinute: 2000 * megabyte },
    },
  },
  refusalCost: 5,
};

const border = borderOf('policy-invalid', 'server policy');
const mostTokens = 1e12;

/** The rules in a parsed JSON value. Throws `policy-invalid` naming the first wrong field. */
export function parseBucketRules(value: unknown): BucketRules {
  const root = border.object(value, 'policy.buckets', ['rules', 'refusalCost']);
  const kinds = border.object(root.rules, 'policy.buckets.rules', bucketKinds);
  const rules = bucketKinds.map((kind) => {
    const path = `policy.buckets.rules.${kind}`;
    const scopes = border.object(kinds[kind], path, bucketScopes);
    return [
      kind,
      Object.fromEntries(bucketScopes.map((scope) => [scope, parseRule(scopes[scope], `${path}.${scope}`)])),
    ];
  });
  return {
    // Provable: the keys are exactly `bucketKinds` and `bucketScopes`.
    rules: Object.fromEntries(rules) as BucketRules['rules'],
    refusalCost: border.number(root.refusalCost, 'policy.buckets.refusalCost', 0, 10_000),
  };
}

function parseRule(value: unknown, path: string): BucketRule {
  const rule = border.object(value, path, ['burst', 'perMinute']);
  return {
    burst: border.number(rule.burst, `${path}.burst`, 1, mostTokens),
    perMinute: border.number(rule.perMinute, `${path}.perMinute`, 0, mostTokens),
  };
}
