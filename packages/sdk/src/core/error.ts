/**
 * Why something could not be done. Stable across releases and across the worker border; every code has a row in
 * docs/errors.md. A verdict, an outcome or a refusal by the server is data and never one of these.
 */
export const errorCodes = [
  // the file itself
  'empty-file',
  'format-unknown',
  'format-not-accepted',
  'header-invalid',
  'too-many-bytes',
  'too-many-pixels',
  'side-too-long',
  'too-many-scans',
  'too-many-chunks',
  'ancillary-too-large',
  'icc-too-large',
  'decode-failed',
  'decode-timeout',
  'encode-failed',
  'read-failed',
  // the device
  'insecure-context',
  'worker-unsupported',
  'worker-load-failed',
  'worker-crashed',
  'worker-silent',
  'worker-blocked-by-csp',
  'assets-missing',
  'assets-outdated',
  'asset-digest-mismatch',
  'manifest-invalid',
  'model-failed',
  'out-of-memory',
  'key-unavailable',
  // talking to the server
  'network-failed',
  'server-refused',
  'response-invalid',
  'challenge-failed',
  // parsing what came over a border
  'policy-invalid',
  'claim-invalid',
  'challenge-invalid',
  'receipt-invalid',
  'evidence-invalid',
  // the server's own set-up
  'options-invalid',
  'corpus-invalid',
  'keys-missing',
  'database-in-use',
  'database-failed',
  'role-missing',
  'not-yours',
  'wrong-context',
  'not-attachable',
  'not-found',
  'wrong-state',
  'use-off',
  'rate-limited',
  'holds-waiting',
  // the caller
  'aborted',
  'disposed',
] as const;

/** One stable error code; see {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** What an error says besides its sentence: both values of a comparison, ids, a format. JSON values only. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** An error as plain data, the form in which it crosses `postMessage` (structured clone drops own fields of errors). */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

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

/** True for a {@link SafeUploadError}, also one made by another copy of this module (two bundles on one page). */
export function isSafeUploadError(value: unknown): value is SafeUploadError {
  return value instanceof Error && value.name === 'SafeUploadError' && isErrorCode(Reflect.get(value, 'code'));
}

/** True if `value` is one of {@link errorCodes}. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
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

/** Throws `aborted` if the signal has fired: called between the stages of long work. */
export function throwIfAborted(signal: { readonly aborted: boolean } | undefined): void {
  if (signal?.aborted) throw new SafeUploadError('aborted', 'Stopped because the caller asked for it.');
}
