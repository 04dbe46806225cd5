import type { Verifier } from '../verifier.js';

/** How often, and whom to tell. */
export interface ReaperOptions {
  /** ms between two calls of `verifier.reap`; 30,000 by default. Takedowns do not wait for it, expiries do. */
  readonly everyMs?: number;
  /** Told when a call failed; the next one comes all the same. Absent: nobody is. */
  onError?(error: unknown): void;
}

/**
 * Calls `verifier.reap` now and then, one call at a time, and returns a function that ends it and resolves when a call under
 * way has finished. Does not keep the process alive.
 */
export function startReaper(verifier: Pick<Verifier, 'reap'>, options: ReaperOptions = {}): () => Promise<void> {
  const { everyMs = 30_000 } = options;
  const stopping = new AbortController();
  let underWay: Promise<void> | null = null;
  const turn = (): void => {
    if (underWay) return;
    underWay = verifier
      .reap(stopping.signal)
      .catch((error: unknown) => options.onError?.(error))
      .finally(() => {
        underWay = null;
      });
  };
  const timer = setInterval(turn, everyMs);
  timer.unref();
  turn();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await underWay;
  };
}
