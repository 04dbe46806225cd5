import { throwIfAborted } from '@safeupload/sdk/core';
import { nextTask } from './next-task.js';
import type { Stage } from './protocol.js';
import { type Place, stageTurns } from './stage-turns.js';

/** One piece of work the page asked for: where its stages look whether to go on, and say how far they are. */
export interface Job {
  readonly signal: AbortSignal;
  /** Says how far the job is; `done` is 0..1 within the stage. */
  report(stage: Stage, done: number): void;
  /** Says how many pixels the job is about, over all its frames. */
  sized(pixels: number): void;
  /**
   * The end of a stage: lets waiting messages in, and smaller pictures go first. Throws `aborted` if the page called the
   * job off meanwhile.
   */
  pause(): Promise<void>;
  /** What comes of something that is waited for, not worked on: others have their turn meanwhile. Throws what it throws. */
  aside<T>(awaited: Promise<T>): Promise<T>;
}

/** A {@link Job} that reports through `report` and works when `place` has its turn; without one it is by itself. */
export function jobOf(signal: AbortSignal, report: Job['report'], place: Place = stageTurns().join()): Job {
  return {
    signal,
    report,
    sized: place.sized,
    async pause() {
      throwIfAborted(signal);
      // A message that brings a smaller picture must be heard before the turn is given on.
      await nextTask();
      await place.take(signal);
    },
    async aside(awaited) {
      place.rest();
      try {
        return await awaited;
      } finally {
        await place.take(signal);
      }
    },
  };
}
