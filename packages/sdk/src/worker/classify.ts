import {
  type DevicePolicy,
  type Fingerprint,
  type Frame,
  fingerprintOf,
  type ModelScores,
  mostFingerprints,
  needsSecondOpinion,
  type Reason,
  tensorFromFrame,
  worseOf,
} from '@safeupload/sdk/core';
import type { Clock } from './clock.js';
import type { Job } from './job.js';
import type { Models } from './models.js';
import type { Session } from './session.js';
import { within } from './time-limit.js';

/** One frame that was looked at. */
export interface LookedAt {
  readonly fingerprint: Fingerprint;
  readonly first: ModelScores;
  /** Kept where the second model may be asked about this frame. */
  readonly tensor: Float32Array | null;
}

/** One opaque frame to its fingerprint and the first model's scores. */
export async function lookAt(
  frame: Frame,
  first: Session,
  policy: DevicePolicy,
  clock: Clock,
  job: Job,
): Promise<LookedAt> {
  const fingerprint = clock.time('fingerprintMs', () => fingerprintOf(frame));
  await job.pause();
  const tensor = clock.time('tensorMs', () => tensorFromFrame(frame));
  await job.pause();
  const scores = await clock.timed('modelsMs', first.run(tensor));
  return { fingerprint, first: scores, tensor: needsSecondOpinion(scores.risk, policy) ? tensor : null };
}

/** Highest risk first; of equals the earlier one. */
export function worstFirst(frames: readonly LookedAt[]): LookedAt[] {
  return frames.toSorted((a, b) => b.first.risk - a.first.risk);
}

/**
 * The second model's scores for the frames the first was uneasy about, the worst of them, or null where nobody asked.
 * The second model has `secondOpinionTimeoutMs` in all to arrive and to answer: then, and on any failure of its own, the
 * picture goes on without it (`second-opinion-missing`), because the server asks it anyway.
 */
export async function secondOpinion(
  frames: readonly LookedAt[],
  models: Models,
  policy: DevicePolicy,
  clock: Clock,
  job: Job,
): Promise<{ scores: ModelScores | null; gap: Reason | null }> {
  const tensors = worstFirst(frames)
    .flatMap(({ tensor }) => (tensor === null ? [] : [tensor]))
    .slice(0, mostFingerprints);
  if (tensors.length === 0) return { scores: null, gap: null };
  const ask = async (): Promise<ModelScores | null> => {
    const session = await clock.timed('loadMs', models.open(policy.models.second));
    let worst: ModelScores | null = null;
    for (const tensor of tensors) {
      await job.pause();
      const scores = await clock.timed('modelsMs', session.run(tensor));
      worst = worst === null ? scores : worseOf(worst, scores);
    }
    return worst;
  };
  try {
    const scores = await within(ask(), {
      limitMs: policy.secondOpinionTimeoutMs,
      code: 'model-failed',
      message: 'The second model did not answer in time.',
      signal: job.signal,
    });
    return { scores, gap: null };
  } catch (thrown) {
    if (job.signal.aborted) throw thrown;
    return { scores: null, gap: 'second-opinion-missing' };
  }
}
