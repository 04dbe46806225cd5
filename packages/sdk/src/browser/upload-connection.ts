import { SafeUploadError } from '@safeupload/sdk/core';
import { abortedError } from './upload-pause.js';

/** True unless the browser is sure that it has no connection. `navigator.onLine` errs only towards true. */
export function isOnline(): boolean {
  return typeof navigator === 'undefined' || navigator.onLine !== false;
}

/**
 * Resolves at once while online, else with the browser's `online` event. Rejects with `network-failed` after `mostMs`
 * and with `aborted` when the signal fires.
 */
export function untilOnline(mostMs: number, signal: AbortSignal): Promise<void> {
  if (isOnline()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      clearTimeout(timer);
      removeEventListener('online', back);
      signal.removeEventListener('abort', stop);
      how();
    };
    const back = () => settle(resolve);
    const stop = () => settle(() => reject(abortedError()));
    const timer = setTimeout(
      () =>
        settle(() => reject(new SafeUploadError('network-failed', 'The device was without a connection too long.'))),
      mostMs,
    );
    addEventListener('online', back);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}
