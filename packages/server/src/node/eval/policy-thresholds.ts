import { holdThresholdOf } from '../../policy/hold-threshold.js';
import type { ServerPolicy } from '../../policy/server-policy.js';
import type { Judge } from './judge.js';

/** A threshold of the policy, and what it decides, for people. */
export interface PolicyThreshold {
  readonly threshold: number;
  readonly decides: string;
}

/** Where the policy as shipped, for tier `trusted`, draws lines through one judge's numbers, ascending. */
export function policyThresholds({ id, isModel }: Judge, policy: ServerPolicy): readonly PolicyThreshold[] {
  const { holdAbove } = policy;
  const device = policy.devicePolicies.trusted;
  const lines: PolicyThreshold[] = [];
  const isFirst = isModel && id === device.models.first;
  if (!isModel) {
    lines.push({ threshold: device.holdAbove.both, decides: 'the device says that a person will look' });
    lines.push({ threshold: device.blockAbove, decides: 'the device blocks' });
  }
  if (isFirst) {
    lines.push({ threshold: device.secondOpinionAt, decides: 'the device asks the second model' });
    lines.push({ threshold: device.holdAbove.first, decides: 'the device says that a person will look' });
  }
  if (isFirst || (isModel && id === device.models.second)) {
    lines.push({ threshold: device.blockAbove, decides: 'the device blocks, where the other model is above, too' });
  }
  if (isModel && Object.hasOwn(holdAbove.alone, id)) {
    lines.push({ threshold: holdAbove.all, decides: 'the server holds, where both shipped models are above' });
  }
  if (isModel) lines.push({ threshold: holdThresholdOf(id, policy), decides: 'the server holds' });
  return lines.sort((one, other) => one.threshold - other.threshold);
}
