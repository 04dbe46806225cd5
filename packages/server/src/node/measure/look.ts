import {
  compositeOverWhite,
  type Fingerprint,
  type Frame,
  fingerprintOf,
  fingerprintsOfOrientations,
  inputsOf,
  type ModelScores,
} from '@safeupload/sdk/core';
import type { Model } from './models.js';

/** What was measured of one frame. */
export interface Look {
  /** The frame over white: what was measured, and the only pixels that may be published of it. */
  readonly frame: Frame;
  readonly fingerprint: Fingerprint;
  /** Of all eight orientations, the upright one first; null where only that was taken. */
  readonly orientations: readonly Fingerprint[] | null;
  /** One entry a model, in the order of the models. */
  readonly scores: readonly ModelScores[];
  /** The highest of the models' risks, [0, 1]: which of a file's frames is the worst. */
  readonly risk: number;
}

/**
 * Measures one frame with every model: the server never saves the second opinion. `turned` asks for all orientations at
 * once, which of an animation only the worst frames need. Throws `model-failed`.
 */
export async function lookAt(frame: Frame, models: readonly Model[], turned: boolean): Promise<Look> {
  const opaque = compositeOverWhite(frame);
  const scores = await classifyWith(opaque, models);
  const risk = Math.max(...scores.map((each) => each.risk));
  const orientations = turned ? fingerprintsOfOrientations(opaque) : null;
  return { frame: opaque, fingerprint: orientations?.[0] ?? fingerprintOf(opaque), orientations, scores, risk };
}

/** The scores of a frame over white, one entry a model, in their order. Models that take one form share its tensor. Throws `model-failed`. */
export async function classifyWith(opaque: Frame, models: readonly Model[]): Promise<readonly ModelScores[]> {
  const inputs = inputsOf(opaque);
  const scores: ModelScores[] = [];
  for (const model of models) scores.push(await model.classify(inputs(model.manifest)));
  return scores;
}
