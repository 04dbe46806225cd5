import type { Item } from '@safeupload/sdk';
import { leftToRightName as named } from './isolate.js';
import type { Messages } from './messages.js';

const plural = new Intl.PluralRules('en');

function countOf(count: number): string {
  return plural.select(count) === 'one' ? `${count} picture` : `${count} pictures`;
}

function nameOrCount(items: readonly Item[]): string {
  const [first] = items;
  return items.length === 1 && first !== undefined ? named(first.name) : countOf(items.length);
}

/** Most names that one sentence lists. */
const mostNames = 5;

function someOf(all: readonly string[]): string {
  const names = all.map(named);
  const more = names.length - mostNames;
  return more <= 0 ? names.join(', ') : `${names.slice(0, mostNames).join(', ')} and ${more} more`;
}

const size = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

function bytesOf(bytes: number): string {
  return bytes < 1e6
    ? `${size.format(Math.max(Math.min(1, bytes), Math.round(bytes / 1e3)))} KB`
    : `${size.format(bytes / 1e6)} MB`;
}

/** Under a minute the numbers jump about more than they tell: steps of ten. */
function timeOf(seconds: number): string {
  if (seconds < 60) return `About ${Math.max(10, Math.ceil(seconds / 10) * 10)} seconds left`;
  const minutes = Math.round(seconds / 60);
  return plural.select(minutes) === 'one' ? 'About 1 minute left' : `About ${minutes} minutes left`;
}

/**
 * What is shown before anything has failed: the English catalogue, with one sentence for every failure. The others are
 * loaded when there are files that may fail.
 */
export const englishStart: Messages = {
  language: 'en',
  direction: 'ltr',
  review: 'source',
  label: 'Pictures',
  trigger: 'Add pictures',
  triggerOne: 'Choose a picture',
  triggerMore: 'Add more',
  triggerReplace: 'Choose another picture',
  takePhoto: 'Take a photo',
  hint: 'or drop or paste them here',
  dropHere: 'Drop to add',
  dropOnPage: 'Drop anywhere on this page to add',
  notice:
    'Pictures are looked at on your device before they are sent, and again by this site. Nothing is sent anywhere else.',
  noticeMore:
    'Your device looks first, and what it stops is not sent. The rest is sent to this site before you post, and the site looks too. A person looks only where there is doubt. The file you sent is deleted within 24 hours; if a person has to look, once they have decided; if it can’t be posted, after 30 days. Pictures stay as long as your post. When and from where they were sent is kept sealed for 30 days. You can have this site look instead of your device. It makes no difference to how you are treated.',
  serverLook: 'Have this site look instead',
  deviceLook: 'Have my device look first',
  list: 'Pictures',
  bytes: bytesOf,
  queued: 'Waiting',
  loading: 'Getting ready on your device (only the first time)',
  preparing: 'Getting it ready',
  screening: 'Looking at it on your device',
  ready: 'Waiting to be sent',
  uploading: (percent) => `Sending, ${percent} %`,
  timeLeft: timeOf,
  sent: 'Sent. Waiting for the answer',
  offline: 'No connection. It goes on by itself when you are back online.',
  paused: 'Paused. Nothing new is sent until you go on.',
  allowed: 'Ready to post',
  held: 'A person will look before others can see it.',
  refused: 'This picture can’t be posted here.',
  cancelled: 'Stopped. It will not be part of your post.',
  blocked: 'This picture can’t be posted. It was not sent. If that seems wrong, a person can look at it.',
  blockedNoticed: 'This site learns that a picture was stopped on this device, and nothing of the picture.',
  choosing: 'Nothing has been sent yet. If you send this picture, a person may look before others can see it.',
  choosingWho:
    'Only this site’s moderators can see it until they have decided. If they say no, it is deleted 30 days later. You can take it back before.',
  firstFrameOnly: 'Not every image of this animation will be shown.',
  failed: () => 'Something went wrong. It was not posted.',
  tooLarge: (limitBytes) => `This file is too large. Up to ${bytesOf(limitBytes)} fits here.`,
  notAccepted: 'This kind of file can’t be added here.',
  pause: 'Pause',
  resume: 'Go on',
  clear: 'Remove all',
  cancel: (name) => `Stop ${named(name)}`,
  remove: (name) => `Remove ${named(name)}`,
  moveUp: (name) => `Move ${named(name)} up`,
  moveDown: (name) => `Move ${named(name)} down`,
  altLabel: (name) => `Describe ${named(name)}`,
  altHint: 'Describe it (optional)',
  retry: 'Try again',
  chooseOther: 'Choose another picture',
  chooseSend: 'Send it for a person to look',
  edit: 'Crop or cover a part of it',
  postWithout: 'Post without it',
  askPerson: 'Ask a person to look',
  appealNote: 'Anything they should know? (optional)',
  appealSend: 'Send it for a person to look',
  appealBack: 'Not now',
  tooMany: (most, names) => `You can add up to ${countOf(most)}. Not added: ${someOf(names)}.`,
  added: (items) => `${nameOrCount(items)} added.`,
  removed: (items) => `${nameOrCount(items)} removed.`,
  changed: (name, status) => `${named(name)}: ${status}`,
  allReady: (count) => `${countOf(count)} ready to post.`,
  quarter: (name, percent) => `${named(name)}: ${percent} % done.`,
  quarters: (count, percent) => `${countOf(count)}: ${percent} % done.`,
  moved: (name, place, count) => `${named(name)} is now ${place} of ${count}.`,
  restored: (count) => `${countOf(count)} from before ${plural.select(count) === 'one' ? 'is' : 'are'} still here.`,
  pending: 'Your pictures are not ready yet. Wait a moment, or remove them.',
  required: 'Add a picture first.',
  fixFirst: 'One of your pictures needs you first.',
};
