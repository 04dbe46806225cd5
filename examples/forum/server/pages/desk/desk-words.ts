import type { DecisionRecord, DeskRow, Tier } from '@safeupload/server';
import { countOf, lengthOf } from '../../relative-time.js';

/** An account's tier, as people say it. */
export const tierWords: Readonly<Record<Tier, string>> = {
  new: 'New account',
  known: 'Known account',
  trusted: 'Trusted account',
};

/** How a picture came. */
export const routeWords: Readonly<Record<DeskRow['route'], string>> = {
  claimed: 'from the composer',
  deposited: 'from the composer, words first',
  unclaimed: 'without the composer',
  server: 'brought in by the forum itself',
};

/** What hid a picture. */
export const hiddenWords: Readonly<Record<NonNullable<DeskRow['hiddenBy']>, string>> = {
  person: 'Hidden by a colleague',
  report: 'Hidden by a report',
  curtain: 'Hidden by the curtain',
  likeness: 'Hidden: like a rejected one',
};

/** What somebody decided, after “Picture of …”. */
export const decisionWords: Readonly<Record<DecisionRecord['type'], string>> = {
  released: 'released',
  rejected: 'rejected',
  kept: 'left where it is',
  held: 'held again',
  hidden: 'hidden',
  'shown-again': 'shown again',
  'taken-down': 'taken down',
  undone: 'put back',
  detached: 'taken out of its post',
  withdrawn: 'withdrawn',
  expired: 'expired',
};

/** True for a picture that everybody can see at this moment: members reported it, and nothing has hidden it yet. */
export function isStillShown(row: DeskRow): boolean {
  return row.outcome === 'allowed' && row.state === 'attached';
}

/** One line about the account: “New account, joined 2 days ago, no picture accepted yet”. */
export function accountWords(row: DeskRow, now: number): string {
  const ageMs = now - row.accountSince;
  const joined = row.accountSinceIsHosts ? 'joined' : 'first seen';
  const age = ageMs < 86_400_000 ? `${joined} today` : `${joined} ${lengthOf(ageMs)} ago`;
  const accepted = row.accepted === 0 ? 'no picture accepted yet' : `${countOf(row.accepted, 'picture')} accepted`;
  return `${tierWords[row.tier]}, ${age}, ${accepted}`;
}
