import type { ItemError } from '@safeupload/sdk';

/** What a translated catalogue says of files that failed: one sentence for each thing a member can do about it. */
export interface FailureWords {
  readonly empty: string;
  readonly unknown: string;
  readonly notAccepted: string;
  readonly damaged: string;
  readonly tooManyBytes: string;
  readonly tooManyPixels: string;
  readonly sideTooLong: string;
  readonly unreadable: string;
  readonly tooMuchBesides: string;
  readonly moved: string;
  readonly connection: string;
  readonly signedOut: string;
  readonly tooFast: string;
  readonly holdsWaiting: string;
  readonly useOff: string;
  readonly unavailable: string;
  readonly other: string;
}

const wordOf: Partial<Record<ItemError['code'], keyof FailureWords>> = {
  'empty-file': 'empty',
  'format-unknown': 'unknown',
  'format-not-accepted': 'notAccepted',
  'header-invalid': 'damaged',
  'decode-failed': 'damaged',
  'too-many-bytes': 'tooManyBytes',
  'too-many-pixels': 'tooManyPixels',
  'side-too-long': 'sideTooLong',
  'too-many-scans': 'unreadable',
  'too-many-chunks': 'unreadable',
  'ancillary-too-large': 'tooMuchBesides',
  'icc-too-large': 'tooMuchBesides',
  'read-failed': 'moved',
  'network-failed': 'connection',
  'not-signed-in': 'signedOut',
  'rate-limited': 'tooFast',
  'holds-waiting': 'holdsWaiting',
  'use-off': 'useOff',
  unavailable: 'unavailable',
};

/** `Messages.failed` of these words. */
export function failedIn(words: FailureWords): (error: ItemError | undefined) => string {
  return (error) => words[(error === undefined ? undefined : wordOf[error.code]) ?? 'other'];
}
