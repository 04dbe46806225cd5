import { digestOfJson } from './canonical-json.js';
import { type DevicePolicy, defaultDevicePolicy, preparations } from './device-policy.js';
import type { Digest } from './digest.js';
import { borderOf } from './parse.js';

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
