import {
  type DevicePolicy,
  type Fingerprint,
  inputFromTensor,
  inputSideOf,
  type ModelManifest,
  type ModelScores,
  mostFingerprints,
  needsSecondOpinion,
  type Reason,
  worseOf,
} from '@safeupload/sdk/core';
import type { Clock } from './clock.js';
import type { DecodedFrame } from './decoded-frame.js';
import type { Job } from './job.js';
import type { Models } from './models.js';
import type { Session } from './session.js';
import { within } from './time-limit.js';

/** One frame that was looked at. */
export interface LookedAt {
  readonly fingerprint: Fingerprint;
  readonly first: ModelScores;
  /** The second model's input, kept where it is to be asked about this frame and what it takes is known. */
  readonly forSecond: Float32Array | null;
}

/** The first model, for one file. */
export interface FirstOpinion {
  manifest(): Promise<ModelManifest>;
  /** The opened model; whoever waits for it has done all that needs none. */
  open(): Promise<Session>;
}

/** One frame to its fingerprint and the first model's scores. */
export async function lookAt(
  frame: DecodedFrame,
  first: FirstOpinion,
  second: SecondOpinion,
  clock: Clock,
  job: Job,
): Promise<LookedAt> {
  const firstManifest = await clock.timed('loadMs', () => first.manifest());
  const side = inputSideOf(firstManifest);
  const { fingerprint, tensor } = await clock.timed('pixelsMs', () => frame.measured(side));
  const input = inputFromTensor(firstManifest, tensor);
  await job.pause();
  const session = await clock.timed('loadMs', () => first.open());
  const scores = await clock.timed('modelsMs', () => session.run(input));
  const manifest = second.isAskedAt(scores.risk) ? await second.manifest() : null;
  if (manifest === null) return { fingerprint, first: scores, forSecond: null };
  // Made now, while the frame is here: an animation's frames are too large to keep.
  const secondSide = inputSideOf(manifest);
  const ofSide = secondSide === side ? { tensor } : await clock.timed('pixelsMs', () => frame.measured(secondSide));
  return { fingerprint, first: scores, forSecond: inputFromTensor(manifest, ofSide.tensor) };
}

/** Highest risk first; of equals the earlier one. */
export function worstFirst(frames: readonly LookedAt[]): LookedAt[] {
  return frames.toSorted((a, b) => b.first.risk - a.first.risk);
}

/** The second model, for one file. */
export interface SecondOpinion {
  /** Whether it is asked about a frame of this risk. */
  isAskedAt(risk: number): boolean;
  /** What it takes, or null where that did not come in time. Asked once a file. Throws `aborted`. */
  manifest(): Promise<ModelManifest | null>;
  /**
   * Its scores for the frames the first was uneasy about, the worst of them, or null where nobody asked. It has
   * `secondOpinionTimeoutMs` in all to arrive and to answer: then, and on any failure of its own, the picture goes on
   * without it (`second-opinion-missing`), because the server asks it anyway. Throws `aborted`.
   */
  of(frames: readonly LookedAt[]): Promise<{ scores: ModelScores | null; gap: Reason | null }>;
}

/** The {@link SecondOpinion} that a policy names. */
export function secondOpinionOf(models: Models, policy: DevicePolicy, clock: Clock, job: Job): SecondOpinion {
  const id = policy.models.second;
  let leftMs = policy.secondOpinionTimeoutMs;
  let reading: Promise<ModelManifest | null> | undefined;

  /** What comes in the time that is left, or null. */
  const inTime = async <T>(work: Promise<T>): Promise<T | null> => {
    const since = performance.now();
    try {
      const message = 'The second model did not answer in time.';
      return await within(work, { limitMs: leftMs, code: 'model-failed', message, signal: job.signal });
    } catch (thrown) {
      if (job.signal.aborted) throw thrown;
      return null;
    } finally {
      leftMs = Math.max(0, leftMs - (performance.now() - since));
    }
  };

  const ask = async (inputs: readonly Float32Array[]): Promise<ModelScores | null> => {
    const opening = models.open(id);
    const session = await clock.timed('loadMs', () => (models.isOpen(id) ? opening : job.aside(opening)));
    let worst: ModelScores | null = null;
    for (const input of inputs) {
      await job.pause();
      const scores = await clock.timed('modelsMs', () => session.run(input));
      worst = worst === null ? scores : worseOf(worst, scores);
    }
    return worst;
  };

  return {
    isAskedAt: (risk) => needsSecondOpinion(risk, policy),
    manifest: () => {
      // At once with the manifest: it will be asked, whatever that says.
      models.fetch(id).catch(() => undefined);
      reading ??= clock.timed('loadMs', () => inTime(models.manifest(id)));
      return reading;
    },
    async of(frames) {
      const asked = worstFirst(frames)
        .filter(({ first }) => needsSecondOpinion(first.risk, policy))
        .slice(0, mostFingerprints);
      if (asked.length === 0) return { scores: null, gap: null };
      const inputs = asked.flatMap(({ forSecond }) => (forSecond === null ? [] : [forSecond]));
      const scores = inputs.length < asked.length ? null : await inTime(ask(inputs));
      return scores === null ? { scores, gap: 'second-opinion-missing' } : { scores, gap: null };
    },
  };
}
