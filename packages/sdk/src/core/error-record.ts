import { type ErrorDetails, SafeUploadError } from './error.js';
import { type ErrorCode, isErrorCode } from './error-codes.js';

/** An error as plain data, the form in which it crosses `postMessage` (structured clone drops own fields of errors). */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** True for a {@link SafeUploadError}, also one made by another copy of this module (two bundles on one page). */
export function isSafeUploadError(value: unknown): value is SafeUploadError {
  return value instanceof Error && value.name === 'SafeUploadError' && isErrorCode(Reflect.get(value, 'code'));
}

/**
 * Any thrown value as an {@link ErrorRecord}, to send it over a border that keeps only data. What is not a
 * {@link SafeUploadError} becomes `fallback`, with the original message kept; an `AbortError` becomes `aborted`.
 */
export function toErrorRecord(thrown: unknown, fallback: ErrorCode): ErrorRecord {
  if (isSafeUploadError(thrown)) return { code: thrown.code, message: thrown.message, details: thrown.details };
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return { code: 'aborted', message: 'Stopped because the caller asked for it.', details: {} };
  }
  return { code: fallback, message: thrown instanceof Error ? thrown.message : String(thrown), details: {} };
}

/** The {@link SafeUploadError} an {@link ErrorRecord} stands for, on the other side of the border. */
export function fromErrorRecord(record: ErrorRecord): SafeUploadError {
  return new SafeUploadError(record.code, record.message, { details: record.details });
}
