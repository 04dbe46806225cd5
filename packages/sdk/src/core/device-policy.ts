import { digestOfJson } from './canonical-json.js';
import { defaultDevicePolicy } from './default-device-policy.js';
import type { Digest } from './digest.js';
import { borderOf } from './parse.js';

/** What is done to a file before it is measured and sent: made a plain picture, or left untouched. */
export const preparations = ['plain', 'as-is'] as const;

/** One of {@link preparations}. */
export type Preparation = (typeof preparations)[number];

/**
 * What the device prepares, measures and decides by: data, issued by the server with every challenge for the account's
 * tier. It holds nothing that would help to get past the server: the server's own thresholds are elsewhere.
 */
export interface DevicePolicy {
  readonly v: 1;
  readonly id: string;
  readonly preparation: Preparation;
  readonly plain: {
    /** Longest side of a prepared picture, in pixels. */
    readonly longestSidePx: number;
    /** JPEG and WebP quality as `convertToBlob` takes it, in (0, 1]. */
    readonly quality: number;
  };
  /** Ids of the models: the first looks at every picture, the second only when asked. */
  readonly models: { readonly first: string; readonly second: string };
  /** The second model runs when the first one's risk is above this. */
  readonly secondOpinionAt: number;
  /** How long the second model may take to arrive and answer, in ms. */
  readonly secondOpinionTimeoutMs: number;
  /** Block when both risks are above this. One model's score alone never blocks. */
  readonly blockAbove: number;
  /** Advise the member that a person will look when both risks are above `both`, or the first alone is above `first`. */
  readonly holdAbove: { readonly both: number; readonly first: number };
  /** Whether the device sends a signed notice *that* it stopped a file, and nothing of the file; see `StoppedNotice`. */
  readonly stoppedNotices: boolean;
}

const border = borderOf('policy-invalid', 'device policy');

/** The policy in a parsed JSON value. Throws `policy-invalid` naming the first wrong field. */
export function parseDevicePolicy(value: unknown): DevicePolicy {
  const root = border.object(value, 'policy', Object.keys(defaultDevicePolicy));
  const plain = border.object(root.plain, 'policy.plain', ['longestSidePx', 'quality']);
  const models = border.object(root.models, 'policy.models', ['first', 'second']);
  const holdAbove = border.object(root.holdAbove, 'policy.holdAbove', ['both', 'first']);
  border.integer(root.v, 'policy.v', 1, 1);
  return {
    v: 1,
    id: border.text(root.id, 'policy.id', 64),
    preparation: border.oneOf(root.preparation, 'policy.preparation', preparations),
    plain: {
      longestSidePx: border.integer(plain.longestSidePx, 'policy.plain.longestSidePx', 64, 12_000),
      quality: border.number(plain.quality, 'policy.plain.quality', 0.1, 1),
    },
    models: {
      first: border.text(models.first, 'policy.models.first', 64),
      second: border.text(models.second, 'policy.models.second', 64),
    },
    secondOpinionAt: border.number(root.secondOpinionAt, 'policy.secondOpinionAt', 0, 1),
    secondOpinionTimeoutMs: border.integer(root.secondOpinionTimeoutMs, 'policy.secondOpinionTimeoutMs', 0, 120_000),
    blockAbove: border.number(root.blockAbove, 'policy.blockAbove', 0, 1),
    holdAbove: {
      both: border.number(holdAbove.both, 'policy.holdAbove.both', 0, 1),
      first: border.number(holdAbove.first, 'policy.holdAbove.first', 0, 1),
    },
    stoppedNotices: border.flag(root.stoppedNotices, 'policy.stoppedNotices'),
  };
}

/** The {@link Digest} by which claims name a policy: SHA-256 of its canonical JSON. */
export function digestOfPolicy(policy: DevicePolicy): Promise<Digest> {
  return digestOfJson(policy);
}
