import { throwIfAborted } from '@safeupload/sdk/core';
import { nextTask } from './next-task.js';
import type { Stage } from './protocol.js';

/** One piece of work the page asked for: where its stages look whether to go on, and say how far they are. */
export interface Job {
  readonly signal: AbortSignal;
  /** Says how far the job is; `done` is 0..1 within the stage. */
  report(stage: Stage, done: number): void;
  /** Lets waiting messages in; throws `aborted` if one of them was a cancel. */
  pause(): Promise<void>;
}

/** A {@link Job} that reports through `report`. */
export function jobOf(signal: AbortSignal, report: Job['report']): Job {
  return {
    signal,
    report,
    async pause() {
      throwIfAborted(signal);
      await nextTask();
      throwIfAborted(signal);
    },
  };
}
