import { SafeUploadError } from '@safeupload/sdk/core';

/**
 * What the host's own code comes to, if it does so within `ms`; what comes later is dropped. Throws what it throws, or
 * `network-failed` naming `what` where it is late: code that we did not write may hang, and nothing of ours may with it.
 */
export async function withinTime<T>(work: Promise<T> | T, ms: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new SafeUploadError('network-failed', `${what} took longer than ${ms / 1000} s.`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
