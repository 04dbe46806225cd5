import type { ErrorCode } from './error-codes.js';

/** What an error says besides its sentence: both values of a comparison, ids, a format. JSON values only. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * The one error class. `code` is for programs, `message` for people: what happened, why it matters, what to do.
 * `cause`, where there is one, is the error underneath.
 */
export class SafeUploadError extends Error {
  override readonly name = 'SafeUploadError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Throws `aborted` if the signal has fired: called between the stages of long work. */
export function throwIfAborted(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw new SafeUploadError('aborted', 'Stopped because the caller asked for it.');
}
