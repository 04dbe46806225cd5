import { type ErrorCode, SafeUploadError } from '@safeupload/sdk/core';

/**
 * What the promise gives, or a throw of `code` once `limitMs` have passed or of `aborted` once the signal fires. The
 * browser's decoders cannot be stopped: their late answer goes to `discard`, so that nothing leaks.
 */
export function within<T>(
  promise: Promise<T>,
  limit: {
    readonly limitMs: number;
    readonly code: ErrorCode;
    readonly message: string;
    readonly signal?: AbortSignal | undefined;
    readonly discard?: (late: T) => void;
  },
): Promise<T> {
  return new Promise((resolve, reject) => {
    let open = true;
    const close = (): boolean => {
      const wasOpen = open;
      open = false;
      clearTimeout(timer);
      limit.signal?.removeEventListener('abort', abort);
      return wasOpen;
    };
    const abort = (): void => {
      if (close()) reject(new SafeUploadError('aborted', 'Stopped because the caller asked for it.'));
    };
    const timer = setTimeout(() => {
      if (close()) reject(new SafeUploadError(limit.code, limit.message, { details: { limitMs: limit.limitMs } }));
    }, limit.limitMs);
    limit.signal?.addEventListener('abort', abort);
    if (limit.signal?.aborted) abort();
    promise.then(
      (value) => (close() ? resolve(value) : limit.discard?.(value)),
      (thrown: unknown) => {
        if (close()) reject(thrown);
      },
    );
  });
}

/**
 * What the promise gives, or a throw of `aborted` once the signal fires: for work that has limits of its own and goes on
 * for the next who waits for it.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new SafeUploadError('aborted', 'Stopped because the caller asked for it.'));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
