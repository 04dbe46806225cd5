import { type ErrorCode, isSafeUploadError, type Reason, type RefusalCode } from '@safeupload/sdk/core';

/** The reasons that say what could not be measured. */
export type Gap = Extract<
  Reason,
  'no-worker' | 'model-missing' | 'browser-too-old' | 'no-secure-context' | 'undecodable-format' | 'member-chose-server'
>;

/**
 * What an error of screening means for the file. A gap: the device could not screen it, so it goes to the server as it
 * is, which screens it at the member's own tier. `unusable`: the file itself, no retry helps. `again`: another try may.
 */
export type ScreeningFailure = Gap | 'unusable' | 'again';

const table: Partial<Record<ErrorCode, ScreeningFailure>> = {
  // the file itself: the server would refuse it for the same reason
  'empty-file': 'unusable',
  'format-unknown': 'unusable',
  'format-not-accepted': 'unusable',
  'header-invalid': 'unusable',
  'too-many-bytes': 'unusable',
  'too-many-pixels': 'unusable',
  'side-too-long': 'unusable',
  'too-many-scans': 'unusable',
  'too-many-chunks': 'unusable',
  'ancillary-too-large': 'unusable',
  'icc-too-large': 'unusable',
  // the picked file moved, or its permission ended: picking it again or trying again helps
  'read-failed': 'again',
  // the device
  'insecure-context': 'no-secure-context',
  'worker-unsupported': 'browser-too-old',
  'worker-load-failed': 'no-worker',
  'worker-crashed': 'no-worker',
  'worker-silent': 'no-worker',
  'worker-blocked-by-csp': 'no-worker',
  'out-of-memory': 'no-worker',
  'assets-missing': 'model-missing',
  'assets-outdated': 'model-missing',
  'asset-digest-mismatch': 'model-missing',
  'manifest-invalid': 'model-missing',
  'model-failed': 'model-missing',
  // this browser's decoder; the server has another
  'decode-failed': 'undecodable-format',
  'decode-timeout': 'undecodable-format',
  'encode-failed': 'undecodable-format',
};

/**
 * The meaning of whatever `screen()` threw. What nobody foresaw counts as a broken worker: a post is never lost because
 * screening failed, and the server screens again in any case.
 */
export function screeningFailureOf(thrown: unknown): ScreeningFailure {
  return (isSafeUploadError(thrown) ? table[thrown.code] : undefined) ?? 'no-worker';
}

/** True for what the server says of the file itself, or of what the account may use: another try would get the same answer. */
export function isFinal(code: ErrorCode | RefusalCode): boolean {
  return (
    code === 'decode-failed' ||
    code === 'use-off' ||
    Object.entries(table).some(([key, means]) => key === code && means === 'unusable')
  );
}
