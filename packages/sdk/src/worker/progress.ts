import type { ScreenProgress, Stage } from './protocol.js';

/** Where each stage lies within the whole, 0..1. Loading has the largest part: where it is needed, it is the longest. */
const spans: Readonly<Record<Stage, readonly [from: number, to: number]>> = {
  reading: [0, 0.05],
  preparing: [0.05, 0.3],
  loading: [0.3, 0.7],
  measuring: [0.7, 1],
};

/** A reporter of a stage's progress that sends it as progress of the whole, which never falls, in steps of 1 %. */
export function overallProgress(send: (progress: ScreenProgress) => void): (stage: Stage, done: number) => void {
  let highest = -1;
  let lastStage: Stage | undefined;
  return (stage, doneInStage) => {
    const [from, to] = spans[stage];
    const done = Math.max(
      highest,
      Math.round(100 * (from + (to - from) * Math.min(1, Math.max(0, doneInStage)))) / 100,
    );
    if (done === highest && stage === lastStage) return;
    highest = done;
    lastStage = stage;
    send({ stage, done });
  };
}
