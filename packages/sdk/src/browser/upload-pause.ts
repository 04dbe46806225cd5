import { SafeUploadError } from '@safeupload/sdk/core';

/** The error of a wait that its caller ended. */
export function abortedError(): SafeUploadError {
  return new SafeUploadError('aborted', 'Stopped because the caller asked for it.');
}

/** Resolves after so many ms; rejects with `aborted` as soon as the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortedError());
    const stop = () => {
      clearTimeout(timer);
      reject(abortedError());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * The promise's value, or `fallback` after so many ms. Rejects with `aborted` as soon as the signal fires, and with
 * what the promise rejects with. The promise itself goes on: give it its own signal if it should not.
 */
export function within<T, F>(promise: Promise<T>, ms: number, signal: AbortSignal, fallback: () => F): Promise<T | F> {
  const timer = new AbortController();
  const stop = () => timer.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const late = pause(ms, timer.signal).then(fallback);
  return Promise.race([promise, late]).finally(() => {
    signal.removeEventListener('abort', stop);
    timer.abort();
    late.catch(() => {});
  });
}

/** How long to wait before try `attempt` (1 is the second): exponential with full jitter, so that a recovering server is not hit by all at once. */
export function backoffMs(attempt: number, firstMs: number, longestMs: number, random: () => number): number {
  return Math.min(longestMs, firstMs * 2 ** (attempt - 1)) * (0.5 + random() / 2);
}
