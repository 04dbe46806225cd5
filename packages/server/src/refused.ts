import { type Challenge, isRefusalCode, isSafeUploadError, type RefusalCode } from '@safeupload/sdk/core';

/** A request that was not taken: data, with its public code. What the server thinks of a picture is never one of these. */
export interface Refused {
  readonly refused: true;
  readonly code: RefusalCode;
  /** What happened, why it matters, what to do. Public. */
  readonly message: string;
  /** With the codes that let the client sign again. */
  readonly challenge?: Challenge;
  /** With `rate-limited` and `unavailable`. */
  readonly retryAfterSeconds?: number;
}

/** The refusal with this code. */
export function refuse(
  code: RefusalCode,
  message: string,
  extras: Pick<Refused, 'challenge' | 'retryAfterSeconds'> = {},
): Refused {
  return { refused: true, code, message, ...extras };
}

/** True for a {@link Refused}. */
export function isRefused(value: unknown): value is Refused {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'refused') === true;
}

/**
 * The refusal that an error stands for, or null where it has no public code and so must not be told: everything about
 * the file itself (`header-invalid`, `too-many-pixels`, `decode-failed` …) has one.
 */
export function refusalOfError(error: unknown): Refused | null {
  return isSafeUploadError(error) && isRefusalCode(error.code) ? refuse(error.code, error.message) : null;
}
