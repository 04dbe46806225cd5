import type { HitKind } from './breaker-event.js';
import type { RaisedLevel } from './raised-level.js';

// Why a level stands, in plain sentences for volunteers at three in the morning. No score, no name of a list, and no word
// that calls anybody guilty: a hit is about a picture.

/** Why the forum is at level 2. */
export function forumReason(level: {
  readonly accounts: number;
  /** ms. */
  readonly together: number;
  readonly since: number;
  readonly expiresAt: number;
}): string {
  return `Pictures of ${numberWord(level.accounts)} accounts were confirmed within ${spanWords(level.together)}, so pictures of accounts with little history wait until ${endWords(level.expiresAt, level.since)}.`;
}

const aboutAccount: Readonly<Record<HitKind, string>> = {
  'bank-match': 'a picture of this account was found on a list, or looked like one there',
  rejected: 'a person rejected or took down a picture of this account',
  'report-confirmed': 'a person confirmed a report of a picture of this account',
};

const aboutCluster: Readonly<Record<HitKind, string>> = {
  'bank-match': 'a picture that looks like these was found on a list, or looked like one there',
  rejected: 'a person rejected or took down a picture that looks like these',
  'report-confirmed': 'a person confirmed a report of a picture that looks like these',
};

/** Why an account, or what looks like one picture, is at level 1 after a hit. */
export function hitReason(level: {
  readonly scope: 'account' | 'cluster';
  readonly kind: HitKind;
  /** When the last hit was. */
  readonly at: number;
  readonly expiresAt: number;
}): string {
  const [what, waits] =
    level.scope === 'account'
      ? [aboutAccount[level.kind], 'its pictures wait']
      : [aboutCluster[level.kind], 'copies wait'];
  return `At ${timeWords(level.at)} ${what}, so ${waits} for a person until ${endWords(level.expiresAt, level.at)}.`;
}

/** Why an account is at level 1 by what is free to forge. */
export function forgeableReason(level: {
  readonly times: number;
  /** ms. */
  readonly together: number;
  readonly since: number;
  readonly expiresAt: number;
}): string {
  const times = level.times === 1 ? 'Once' : `${capitalized(numberWord(level.times))} times`;
  return `${times} within ${spanWords(level.together)} this account's device stopped a picture or the classifiers were uneasy about one. Both are often wrong, so only its own pictures wait, while it has little history, until ${endWords(level.expiresAt, level.since)}.`;
}

const endedFor = {
  forum: 'Pictures of accounts with little history no longer wait because of the breaker',
  account: 'Pictures of this account no longer wait because of the breaker',
  cluster: 'Copies of this picture no longer wait because of the breaker',
} as const;

/** Why a level stands no longer at `at`. */
export function endedReason(level: Pick<RaisedLevel, 'scope' | 'expiresAt'>, at: number): string {
  return `${endedFor[level.scope.kind]}: ${at < level.expiresAt ? 'what raised it was taken back' : 'its time is over'}.`;
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The number as a word where it is small. */
export function numberWord(count: number): string {
  return words[count] ?? String(count);
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A duration in ms as people say it; part minutes are rounded up. */
function spanWords(ms: number): string {
  const minutes = Math.ceil(ms / minuteMs);
  if (ms % hourMs === 0) return ms === hourMs ? 'an hour' : `${numberWord(ms / hourMs)} hours`;
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

/** A moment as `02:40 UTC`: the forum's volunteers sit in several time zones. */
export function timeWords(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

const months = 'January February March April May June July August September October November December'.split(' ');

/** When something ends that stands since `since`: with the day where that is another one. */
export function endWords(at: number, since: number): string {
  const end = new Date(at);
  const sameDay = end.toISOString().slice(0, 10) === new Date(since).toISOString().slice(0, 10);
  return sameDay ? timeWords(at) : `${timeWords(at)} on ${end.getUTCDate()} ${months[end.getUTCMonth()] ?? ''}`;
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
