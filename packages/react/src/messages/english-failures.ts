import type { ItemError } from '@safeupload/sdk';
import type { Messages } from './messages.js';

const failures: Partial<Record<ItemError['code'], string>> = {
  'empty-file': 'This file is empty.',
  'format-unknown': 'This file is not a picture we know.',
  'format-not-accepted':
    'This kind of picture cannot be used here. Save it as JPEG, PNG, WebP or GIF and add it again.',
  'header-invalid': 'This file is damaged and cannot be opened.',
  'decode-failed': 'This file is damaged and cannot be opened.',
  'too-many-bytes': 'This file is too large.',
  'too-many-pixels': 'This picture is too large.',
  'side-too-long': 'This picture is too long or too wide.',
  'too-many-scans': 'This file is put together in a way we cannot read. Saving it again may help.',
  'too-many-chunks': 'This file is put together in a way we cannot read. Saving it again may help.',
  'ancillary-too-large': 'This file carries too much besides the picture. Saving it again may help.',
  'icc-too-large': 'This file carries too much besides the picture. Saving it again may help.',
  'read-failed': 'This file cannot be read any more. It may have been moved.',
  'network-failed': 'It could not be sent: the connection failed.',
  'not-signed-in': 'You are not signed in any more. Sign in again, then try again.',
  'rate-limited': 'Too many pictures in a short time. Try again in a little while. Your text is not affected.',
  'holds-waiting':
    'Pictures of yours are already waiting for a person to look. You can add more once somebody has. Your text is not affected.',
  'use-off': 'This is not open to newer accounts yet. Add the picture itself to your post instead.',
  unavailable: 'The site cannot take pictures just now. Try again in a little while.',
};

/** What is said of a file that failed, and what to do about it. Undefined where there is nothing better to say than that it did. */
export function englishFailure(error: Parameters<Messages['failed']>[0]): string | undefined {
  return error === undefined ? undefined : failures[error.code];
}
