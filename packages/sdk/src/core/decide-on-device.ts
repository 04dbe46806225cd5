import type { DevicePolicy } from './device-policy.js';
import type { Evidence } from './evidence.js';
import { type Action, type Reason, reasons, stricterOf, type Verdict } from './verdict.js';

/**
 * The device's verdict on evidence. Blocks only when both models are sure; advises a hold when both are uneasy or the
 * first alone is very sure. What could not be measured is said in the reasons and never makes the verdict stricter:
 * an old phone or a privacy browser is not guilt, and the server measures everything again.
 */
export function decideOnDevice(evidence: Pick<Evidence, 'models' | 'frames' | 'gaps'>, policy: DevicePolicy): Verdict {
  const first = evidence.models.find((model) => model.id === policy.models.first)?.risk;
  const second = evidence.models.find((model) => model.id === policy.models.second)?.risk;
  const found = new Set<Reason>(evidence.gaps);
  let action: Action = 'allow';

  if (first !== undefined && second !== undefined && Math.min(first, second) > policy.blockAbove) {
    action = 'block';
    found.add('risk-high');
  } else {
    const bothUneasy = first !== undefined && second !== undefined && Math.min(first, second) > policy.holdAbove.both;
    const firstSure = first !== undefined && first > policy.holdAbove.first;
    if (bothUneasy || firstSure) {
      action = stricterOf(action, 'hold');
      found.add('risk-raised');
    }
  }
  if (evidence.frames.screened < evidence.frames.total) found.add('frames-unscreened');
  return { action, reasons: reasons.filter((reason) => found.has(reason)) };
}

/** True if the policy wants the second model's opinion, given the first one's risk. */
export function needsSecondOpinion(firstRisk: number, policy: DevicePolicy): boolean {
  return firstRisk > policy.secondOpinionAt;
}
