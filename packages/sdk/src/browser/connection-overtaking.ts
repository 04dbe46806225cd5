/** Most requests that one worker has at once: one that is overtaken, one that overtakes, and one that overtakes both. */
const mostAtOnce = 3;

/** How often one picture lets smaller ones pass: without an end, a large one could wait behind small ones for ever. */
const mostOvertakings = 8;

/** Something to be done, by how much of it there is. */
export interface Weighted {
  /** Length of the file: the only measure before it is read. `Infinity` for what anything may overtake. */
  readonly bytes: number;
  /** How many have overtaken it. */
  overtaken: number;
}

/**
 * Whether `next` is begun while `begun` are not done: it must be at most half of the smallest, so that all of them together
 * hold less than twice what the first holds alone. In the worker they take turns, stage by stage, the smaller first.
 */
export function mayOvertake(next: Weighted, begun: Iterable<Weighted>): boolean {
  let count = 0;
  for (const { bytes, overtaken } of begun) {
    count += 1;
    if (2 * next.bytes > bytes || overtaken >= mostOvertakings) return false;
  }
  return count < mostAtOnce;
}

/** Notes that `begun` are overtaken once more. */
export function noteOvertaken(begun: Iterable<Weighted>): void {
  for (const weighted of begun) weighted.overtaken += 1;
}
