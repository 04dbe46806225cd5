import type { Timings } from './screened.js';

/** Adds up how long the stages of one file take. */
export interface Clock {
  /** Begins `work`, waits for it, and books both. */
  timed<T>(stage: keyof Timings, work: () => Promise<T>): Promise<T>;
  /** All that was booked, in whole tenths of a millisecond. */
  read(): Timings;
}

/** A {@link Clock} that starts now. */
export function startClock(): Clock {
  const startedAt = performance.now();
  const booked = new Map<keyof Timings, number>();
  const book = (stage: keyof Timings, since: number): void => {
    booked.set(stage, (booked.get(stage) ?? 0) + performance.now() - since);
  };
  const tenths = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    async timed(stage, work) {
      const since = performance.now();
      try {
        return await work();
      } finally {
        book(stage, since);
      }
    },
    read() {
      const of = (stage: keyof Timings): number => tenths(booked.get(stage) ?? 0);
      return {
        readMs: of('readMs'),
        prepareMs: of('prepareMs'),
        decodeMs: of('decodeMs'),
        loadMs: of('loadMs'),
        pixelsMs: of('pixelsMs'),
        modelsMs: of('modelsMs'),
        totalMs: tenths(performance.now() - startedAt),
      };
    },
  };
}
