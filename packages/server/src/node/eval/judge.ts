import { type DevicePolicy, needsSecondOpinion } from '@safeupload/sdk/core';
import type { RatedPicture } from './rated-picture.js';

/** A model, or two of them as the device asks them: whatever gives one number a picture. */
export interface Judge {
  /** The model's id; `cascade` of what is no model. */
  readonly id: string;
  /** False of the cascade: its number is no probability, so nobody can ask how well calibrated it is. */
  readonly isModel: boolean;
  /** The judge's number of one picture, in [0, 1]. It stops the picture at a threshold that the number is *above*. */
  rate(picture: RatedPicture): number;
}

/**
 * One judge a model, in their order, and behind them the device's cascade, where both of its models are there: the smaller
 * of both risks, or 0 where the first one does not ask for the second. At any threshold in place of `blockAbove` it is
 * above exactly where `decideOnDevice` blocks.
 */
export function judgesOf(modelIds: readonly string[], policy: DevicePolicy): readonly Judge[] {
  const models = modelIds.map((id, index): Judge => ({ id, isModel: true, rate: ({ risks }) => risks[index] ?? 0 }));
  const first = modelIds.indexOf(policy.models.first);
  const second = modelIds.indexOf(policy.models.second);
  if (first < 0 || second < 0) return models;
  const rate = ({ risks }: RatedPicture): number => {
    const [asking, asked] = [risks[first] ?? 0, risks[second] ?? 0];
    return needsSecondOpinion(asking, policy) ? Math.min(asking, asked) : 0;
  };
  return [...models, { id: 'cascade', isModel: false, rate }];
}
