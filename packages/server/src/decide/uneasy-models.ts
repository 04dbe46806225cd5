import type { ModelScores } from '@safeupload/sdk/core';
import { holdThresholdOf } from '../policy/hold-threshold.js';
import type { ServerPolicy } from '../policy/server-policy.js';

/** The models that call for a person, and where they do. */
export interface Uneasy {
  /** Ids, each once, in the order of the models. */
  readonly ids: readonly string[];
  /** True where the whole picture gave no reason and a view of it did. */
  readonly inViewOnly: boolean;
}

/**
 * The models whose risk calls for a person. The whole picture and each view are judged alike and by themselves, and the
 * strictest counts: two models that are uneasy about different parts do not add up.
 */
export function uneasyModels(
  whole: readonly ModelScores[],
  views: readonly (readonly ModelScores[])[],
  policy: ServerPolicy,
): Uneasy {
  const inWhole = uneasyAbout(whole, policy);
  const anywhere = new Set([inWhole, ...views.map((scores) => uneasyAbout(scores, policy))].flat());
  const ids = whole.map(({ id }) => id).filter((id) => anywhere.has(id));
  return { ids, inViewOnly: inWhole.length === 0 && ids.length > 0 };
}

/** One alone above its own threshold, or all those in `holdAbove.alone` above the common one. */
function uneasyAbout(scores: readonly ModelScores[], policy: ServerPolicy): string[] {
  const alone = scores.filter(({ id, risk }) => risk > holdThresholdOf(id, policy)).map(({ id }) => id);
  const risks = new Map(scores.map(({ id, risk }) => [id, risk]));
  // Not the further ones: with each more model that had to agree, the rule would hold less.
  const shipped = Object.keys(policy.holdAbove.alone);
  const together = shipped.length > 1 && shipped.every((id) => (risks.get(id) ?? 0) > policy.holdAbove.all);
  return together ? [...new Set([...shipped, ...alone])] : alone;
}
