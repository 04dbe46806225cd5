import type { ServerPolicy } from './server-policy.js';

/** The risk of this model above which it alone makes a picture wait, in [0, 1]. */
export function holdThresholdOf(id: string, { holdAbove, furtherModels }: ServerPolicy): number {
  // Own keys only: a model may be called "constructor".
  const named = [holdAbove.alone, furtherModels.holdAbove].find((thresholds) => Object.hasOwn(thresholds, id));
  return named?.[id] ?? furtherModels.holdUnnamedAbove;
}

/** The models that must have spoken: those the policy has a threshold for. */
export function expectedModels({ holdAbove, furtherModels }: ServerPolicy): readonly string[] {
  return [...Object.keys(holdAbove.alone), ...Object.keys(furtherModels.holdAbove)];
}
