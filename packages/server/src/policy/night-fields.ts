import type { NumberFields } from './number-fields.js';

// What protects a forum when nobody is awake, as numbers. Each stands here once, with unit, default, bounds and reason;
// the parser, the defaults and docs/policy.md are made of these tables.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const longestMs = 400 * dayMs;

/** How an account earns trust: by pictures that people accepted, never by its age. */
export const trustFields = {
  newcomerBelow: {
    unit: 'pictures',
    default: 3,
    least: 0,
    most: 1000,
    why: 'Accepted pictures below which an account of tier new is a newcomer: three were looked at by a person, so an attacker pays with a moderator’s attention, not with waiting.',
  },
  lowTrustBelow: {
    unit: 'pictures',
    default: 20,
    least: 0,
    most: 10_000,
    why: 'Accepted pictures below which an account of tier known is low trust: a sleeper would have to post twenty harmless pictures first.',
  },
  acceptedAfter: {
    unit: 'ms',
    default: 7 * dayMs,
    least: minuteMs,
    most: longestMs,
    why: 'A picture nobody released by hand counts as accepted after standing in a post so long without a report: a week has every kind of reader in it.',
  },
} as const satisfies NumberFields;

/** What waits of a newcomer. */
export const newcomerFields = {
  mostWaiting: {
    unit: 'pictures',
    default: 2,
    least: 0,
    most: 1000,
    why: 'Unreviewed holds of one newcomer; more would let two accounts fill a desk over night, fewer would not let a parent show both sides of a rash.',
  },
  mostAppealsWaiting: {
    unit: 'pictures',
    default: 1,
    least: 0,
    most: 100,
    why: 'An appeal has a slot of its own beside the holds, so that a wrong block can always be put before a person.',
  },
} as const satisfies NumberFields;

/** The curtain: what a volunteer’s one press does. */
export const curtainFields = {
  lasts: {
    unit: 'ms',
    default: hourMs,
    least: minuteMs,
    most: dayMs,
    why: 'How long the curtain stays up by one press: long enough to wake a moderator, short enough that a mistake is over before breakfast; one press renews it.',
  },
  reaches: {
    unit: 'ms',
    default: dayMs,
    least: 0,
    most: longestMs,
    why: 'How old pictures of low-trust accounts may be to be hidden: an attack of one night fits twice.',
  },
} as const satisfies NumberFields;

/** Reports that act before a person did. */
export const reportFields = {
  freshPicture: {
    unit: 'ms',
    default: dayMs,
    least: 0,
    most: longestMs,
    why: 'One serious report by an established member hides a low-trust picture younger than this; what stood longer was seen by many who did not report it.',
  },
  weightNeeded: {
    unit: 'weight',
    default: 2,
    least: 1,
    most: 100,
    why: 'Weight that all other hiding takes; one reporter weighs at most 1, so it takes two, and more of those who were wrong before.',
  },
  mostEstablishedHidden: {
    unit: 'pictures',
    default: 1,
    least: 0,
    most: 1000,
    why: 'Pictures of established members that unreviewed reports may hide at a time, in the whole forum: a brigade gets one picture, not a purge.',
  },
  mostHiddenPerReporter: {
    unit: 'pictures',
    default: 2,
    least: 0,
    most: 1000,
    why: 'Pictures that one reporter’s unreviewed reports may hide at a time; further ones go to the top of the desk.',
  },
  historyLasts: {
    unit: 'ms',
    default: 365 * dayMs,
    least: dayMs,
    most: longestMs,
    why: 'How long it counts whether a reporter was right: people get better at it.',
  },
} as const satisfies NumberFields;

/** The breaker: what raises strictness, for whom and for how long. */
export const breakerFields = {
  accountsForForum: {
    unit: 'accounts',
    default: 2,
    least: 2,
    most: 1000,
    why: 'Different accounts with a confirmed hit that raise the whole forum to level 2: one account alone must never hold up everybody else’s newcomers.',
  },
  together: {
    unit: 'ms',
    default: hourMs,
    least: minuteMs,
    most: dayMs,
    why: 'Hits of different accounts count together when they lie no further apart than this.',
  },
  forumLasts: {
    unit: 'ms',
    default: hourMs,
    least: minuteMs,
    most: dayMs,
    why: 'Level 2 ends so long after the last hit that kept it up, not at the first quiet minute: attackers pause.',
  },
  accountLasts: {
    unit: 'ms',
    default: dayMs,
    least: minuteMs,
    most: 30 * dayMs,
    why: 'Level 1 of an account and of a cluster after a confirmed hit: until somebody was awake once.',
  },
  forgeableNeeded: {
    unit: 'notices',
    default: 3,
    least: 1,
    most: 1000,
    why: 'Stopped notices and pictures that classifiers were uneasy about, of one account, that raise its own level to 1; they are free to forge, so they reach nobody else.',
  },
  forgeableTogether: {
    unit: 'ms',
    default: 10 * minuteMs,
    least: minuteMs,
    most: dayMs,
    why: 'These count together when they lie within this time: a person who tries the same holiday album again stays below.',
  },
  forgeableLasts: {
    unit: 'ms',
    default: 30 * minuteMs,
    least: minuteMs,
    most: dayMs,
    why: 'Level 1 by what is free to forge ends after this.',
  },
  remembered: {
    unit: 'ms',
    default: 48 * hourMs,
    least: minuteMs,
    most: longestMs,
    why: 'Events older than this are not folded any more; must be longer than every duration above, which the parser checks.',
  },
} as const satisfies NumberFields;

/** Signed notices that a device stopped something. */
export const noticeFields = {
  kept: {
    unit: 'ms',
    default: 7 * dayMs,
    least: minuteMs,
    most: 30 * dayMs,
    why: 'Notices are deleted after this: a week shows a wave, more would be a file on a person.',
  },
  mostKept: {
    unit: 'notices',
    default: 20,
    least: 1,
    most: 10_000,
    why: 'Notices kept of one account within the time in which they count together: three are enough to act, more would only fill the table.',
  },
  slowedAfter: {
    unit: 'notices',
    default: 3,
    least: 1,
    most: 1000,
    why: 'Notices and refusals by exact digest that slow an account’s uploads: one is an accident, two a second try.',
  },
  slowedWithin: {
    unit: 'ms',
    default: 10 * minuteMs,
    least: minuteMs,
    most: dayMs,
    why: 'They count together within this time.',
  },
  slowedFor: {
    unit: 'ms',
    default: 30 * minuteMs,
    least: minuteMs,
    most: dayMs,
    why: 'So long uploads are slowed; text and appeals never are.',
  },
  slowedEvery: {
    unit: 'ms',
    default: 5 * minuteMs,
    least: 1000,
    most: dayMs,
    why: 'A slowed account may send one picture in this time: it can still post, an attack cannot.',
  },
} as const satisfies NumberFields;

/** Likeness among the forum’s own pictures. */
export const likenessFields = {
  window: {
    unit: 'ms',
    default: 30 * dayMs,
    least: hourMs,
    most: longestMs,
    why: 'Pictures of this time are compared with each other: a wave comes back within days; 5,000 pictures a day are 150,000 fingerprints.',
  },
  mostRemembered: {
    unit: 'pictures',
    default: 500_000,
    least: 1000,
    most: 10_000_000,
    why: 'Fingerprints in memory at most; the oldest leave first. Stops a flood from filling the memory.',
  },
} as const satisfies NumberFields;

/** The moderators themselves. */
export const wellbeingFields = {
  shift: {
    unit: 'ms',
    default: 8 * hourMs,
    least: hourMs,
    most: dayMs,
    why: 'Looks of this time are one shift.',
  },
  looksBeforeRest: {
    unit: 'looks',
    default: 40,
    least: 1,
    most: 10_000,
    why: 'After so many looks in a shift the desk asks to stop for today; it asks, it does not forbid.',
  },
} as const satisfies NumberFields;

/** What police may ask for. */
export const recordFields = {
  kept: {
    unit: 'ms',
    default: 30 * dayMs,
    least: dayMs,
    most: longestMs,
    why: 'The sealed record of who sent what from where; a complaint and an order to preserve it arrive within a month or not at all. Longer only under a legal hold.',
  },
} as const satisfies NumberFields;
