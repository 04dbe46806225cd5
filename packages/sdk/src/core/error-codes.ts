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

/** True if `value` is one of {@link errorCodes}. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(value);
}
