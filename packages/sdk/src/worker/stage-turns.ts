import { unlessAborted } from './time-limit.js';

/** A picture of more pixels than this, over all its frames, never goes before another: two such would fill a phone's memory. */
const mostToGoFirst = 16_000_000;

/** One job's place among those that a worker has taken on. */
export interface Place {
  /** How many pixels the job is about, over all frames it will look at. Before this is said it is about to find out. */
  sized(pixels: number): void;
  /**
   * Resolves when the job may do its next stage; a job that has the turn gives it back by asking for another. No other job
   * does anything meanwhile. Throws `aborted`.
   */
  take(signal: AbortSignal): Promise<void>;
  /** Gives the turn back and asks for none. */
  rest(): void;
  /** Gives the place back. */
  leave(): void;
}

/** Lets one job at a time do a stage, so that a small picture need not wait for the whole of a large one. */
export interface StageTurns {
  join(): Place;
}

interface Joined {
  /** 0 until the header is read, which takes no time worth waiting for. */
  pixels: number;
  go: (() => void) | null;
}

/**
 * {@link StageTurns}: a picture of at most half the pixels goes first, and of all others who came first. Half, because
 * changing over between like ones would keep both in memory and make both late.
 */
export function stageTurns(): StageTurns {
  // In the order in which they came.
  const joined = new Set<Joined>();
  let holder: Joined | null = null;

  const next = (): Joined | null => {
    let best: Joined | null = null;
    for (const job of joined) {
      if (job.go === null) continue;
      if (best === null || (job.pixels <= mostToGoFirst && 2 * job.pixels < best.pixels)) best = job;
    }
    return best;
  };

  const grant = (): void => {
    if (holder !== null) return;
    holder = next();
    const go = holder?.go;
    if (holder !== null) holder.go = null;
    go?.();
  };

  return {
    join() {
      const job: Joined = { pixels: 0, go: null };
      joined.add(job);
      const rest = (): void => {
        job.go = null;
        if (holder !== job) return;
        holder = null;
        grant();
      };
      return {
        sized(pixels) {
          job.pixels = pixels;
        },
        async take(signal) {
          const granted = new Promise<void>((resolve) => {
            job.go = resolve;
          });
          // Back in the line before the turn is given on: it may well be this job's again.
          if (holder === job) holder = null;
          grant();
          try {
            await unlessAborted(granted, signal);
          } catch (thrown) {
            rest();
            throw thrown;
          }
        },
        rest,
        leave() {
          joined.delete(job);
          rest();
        },
      };
    },
  };
}
