import { isSafeUploadError, type SafeUploadError } from '@safeupload/sdk/core';

/** The error a promise rejects with; throws if it resolves, or rejects with anything but a `SafeUploadError`. */
export async function rejectionOf(promise: Promise<unknown>): Promise<SafeUploadError> {
  let resolved: unknown;
  try {
    resolved = await promise;
  } catch (thrown) {
    if (isSafeUploadError(thrown)) return thrown;
    throw thrown;
  }
  throw new Error(`expected a rejection, got ${JSON.stringify(resolved)}`);
}
