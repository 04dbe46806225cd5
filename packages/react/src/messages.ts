import type { Item, ItemError } from '@safeupload/sdk';

/**
 * Every word that members read or hear. Plain texts, or functions of what they speak about. Neutral on purpose: a
 * classifier errs, so nothing here accuses, names a kind of content, or promises a time.
 */
export interface Messages {
  readonly trigger: string;
  /** Where one picture is all that is taken. */
  readonly triggerOne: string;
  readonly triggerMore: string;
  readonly triggerReplace: string;
  readonly hint: string;
  readonly dropHere: string;
  readonly notice: string;
  readonly list: string;
  readonly bytes: (bytes: number) => string;
  // states of a row
  readonly queued: string;
  readonly loading: string;
  readonly preparing: string;
  readonly screening: string;
  readonly ready: string;
  readonly uploading: (percent: number) => string;
  readonly sent: string;
  readonly offline: string;
  readonly allowed: string;
  readonly held: string;
  readonly refused: string;
  readonly cancelled: string;
  readonly blocked: string;
  /** Said after `blocked` where the site is told that something was stopped. */
  readonly blockedNoticed: string;
  readonly choosing: string;
  readonly firstFrameOnly: string;
  readonly failed: (error: ItemError | undefined) => string;
  // actions
  readonly cancel: (name: string) => string;
  readonly remove: (name: string) => string;
  readonly retry: string;
  readonly chooseOther: string;
  readonly chooseSend: string;
  readonly askPerson: string;
  readonly appealNote: string;
  readonly appealSend: string;
  readonly appealBack: string;
  /** The files did not fit beside those already there. */
  readonly tooMany: (most: number, names: readonly string[]) => string;
  // announcements
  readonly added: (items: readonly Item[]) => string;
  readonly removed: (items: readonly Item[]) => string;
  /** Of one row, after a change: its name and what the row says now. */
  readonly changed: (name: string, status: string) => string;
  readonly allReady: (count: number) => string;
}

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

const plural = new Intl.PluralRules('en');

function countOf(count: number): string {
  return plural.select(count) === 'one' ? `${count} picture` : `${count} pictures`;
}

function nameOrCount(items: readonly Item[]): string {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first.name : countOf(items.length);
}

/** Most names that one sentence lists. */
const mostNames = 5;

function someOf(names: readonly string[]): string {
  const more = names.length - mostNames;
  return more <= 0 ? names.join(', ') : `${names.slice(0, mostNames).join(', ')} and ${more} more`;
}

const size = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** The English catalogue, complete: what is shown unless the `messages` prop says otherwise. */
export const englishMessages: Messages = {
  trigger: 'Add pictures',
  triggerOne: 'Choose a picture',
  triggerMore: 'Add more',
  triggerReplace: 'Choose another picture',
  hint: 'or drop or paste them here',
  dropHere: 'Drop to add',
  notice:
    'Pictures are looked at on your device before they are sent, and again by this site. Nothing is sent anywhere else.',
  list: 'Pictures',
  bytes: (bytes) =>
    bytes < 1e6
      ? `${size.format(Math.max(Math.min(1, bytes), Math.round(bytes / 1e3)))} KB`
      : `${size.format(bytes / 1e6)} MB`,
  queued: 'Waiting',
  loading: 'Getting ready on your device (only the first time)',
  preparing: 'Getting it ready',
  screening: 'Looking at it on your device',
  ready: 'Waiting to be sent',
  uploading: (percent) => `Sending, ${percent} %`,
  sent: 'Sent. Waiting for the answer',
  offline: 'No connection. It goes on by itself when you are back online.',
  allowed: 'Ready to post',
  held: 'A person will look before others can see it.',
  refused: 'This picture can’t be posted here.',
  cancelled: 'Stopped. It will not be part of your post.',
  blocked: 'This picture can’t be posted. It was not sent. If that seems wrong, a person can look at it.',
  blockedNoticed: 'This site learns that a picture was stopped on this device, and nothing of the picture.',
  choosing: 'Nothing has been sent yet. If you send this picture, a person may look before others can see it.',
  firstFrameOnly: 'Not every image of this animation will be shown.',
  failed: (error) =>
    (error === undefined ? undefined : failures[error.code]) ?? 'Something went wrong. It was not posted.',
  cancel: (name) => `Stop ${name}`,
  remove: (name) => `Remove ${name}`,
  retry: 'Try again',
  chooseOther: 'Choose another picture',
  chooseSend: 'Send it for a person to look',
  askPerson: 'Ask a person to look',
  appealNote: 'Anything they should know? (optional)',
  appealSend: 'Send it for a person to look',
  appealBack: 'Not now',
  tooMany: (most, names) => `You can add up to ${countOf(most)}. Not added: ${someOf(names)}.`,
  added: (items) => `${nameOrCount(items)} added.`,
  removed: (items) => `${nameOrCount(items)} removed.`,
  changed: (name, status) => `${name}: ${status}`,
  allReady: (count) => `${countOf(count)} ready to post.`,
};
