import type { Role, Tier } from '@safeupload/server';

/** Somebody who writes here. All of them are invented. */
export interface Member {
  /** The account, as the verifier sees it. */
  readonly id: string;
  /** The name others see. */
  readonly handle: string;
  readonly tier: Tier;
  readonly roles: readonly Role[];
  /** One line under the name. */
  readonly about: string;
  /** How long ago they joined, in days: kept relative, so that the demo is the same in a year. */
  readonly joinedDaysAgo: number;
  /** What a visitor of the demo is told before acting as this member; absent for members nobody can act as. */
  readonly act?: { readonly title: string; readonly what: string };
}

/** Everybody on the forum: five accounts to act as, and the people who wrote the threads that are there at first. */
export const members: readonly Member[] = [
  {
    id: 'acct-teapot',
    handle: 'mossy_teapot',
    tier: 'trusted',
    roles: [],
    about: 'Two girls, one allotment, no matching socks.',
    joinedDaysAgo: 2190,
    act: { title: 'Trusted member', what: 'Has been here for years. Pictures appear at once.' },
  },
  {
    id: 'acct-kite',
    handle: 'paper_kite',
    tier: 'new',
    roles: [],
    about: 'New here. Expecting in spring.',
    joinedDaysAgo: 0,
    act: { title: 'New member', what: 'Joined today. Pictures wait until somebody has looked; words do not.' },
  },
  {
    id: 'acct-kettle',
    handle: 'early_kettle',
    tier: 'trusted',
    roles: ['volunteer'],
    about: 'Volunteer, first to be awake.',
    joinedDaysAgo: 820,
    act: { title: 'Volunteer', what: 'Can hide a picture and pull the curtain. Never has to look at anything.' },
  },
  {
    id: 'acct-heron',
    handle: 'night_heron',
    tier: 'trusted',
    roles: ['moderator'],
    about: 'Moderator, mostly after bedtime.',
    joinedDaysAgo: 1870,
    act: { title: 'Moderator', what: 'Looks, and releases, rejects or takes down pictures.' },
  },
  {
    id: 'acct-harbour',
    handle: 'quiet_harbour',
    tier: 'trusted',
    roles: ['moderator', 'safety'],
    about: 'Safety officer.',
    joinedDaysAgo: 2050,
    act: { title: 'Safety officer', what: 'A moderator who may also open the lane for severe matches.' },
  },
  {
    id: 'acct-umbrella',
    handle: 'plum_umbrella',
    tier: 'trusted',
    roles: [],
    about: 'Grandmother of five.',
    joinedDaysAgo: 1460,
  },
  {
    id: 'acct-porridge',
    handle: 'sunday_porridge',
    tier: 'trusted',
    roles: [],
    about: 'Dad of twins. Tired.',
    joinedDaysAgo: 910,
  },
  {
    id: 'acct-gravel',
    handle: 'gravel_garden',
    tier: 'trusted',
    roles: [],
    about: 'Feeds a crowd on Wednesdays.',
    joinedDaysAgo: 1240,
  },
  {
    id: 'acct-nettle',
    handle: 'tall_nettle',
    tier: 'known',
    roles: [],
    about: 'Lives uphill, walks everywhere.',
    joinedDaysAgo: 75,
  },
  {
    id: 'acct-button',
    handle: 'odd_button',
    tier: 'new',
    roles: [],
    about: 'Just moved to Lower Wend.',
    joinedDaysAgo: 2,
  },
];

const byId = new Map(members.map((member) => [member.id, member]));
const byHandle = new Map(members.map((member) => [member.handle, member]));

/** The member with this account id, or null. */
export function memberById(id: string): Member | null {
  return byId.get(id) ?? null;
}

/** The member of this name, or null. */
export function memberByHandle(handle: string): Member | null {
  return byHandle.get(handle) ?? null;
}

/** When a member joined, ms since the epoch: told to SafeUpload, which shows it at the desk and decides nothing by it. */
export function joinedAt(member: Member, now: number): number {
  return now - member.joinedDaysAgo * 86_400_000;
}

/** True for members who work on the forum: with `--lan` they need the PIN. */
export function isStaff(member: Member): boolean {
  return member.roles.length > 0;
}

/** True if this member may use the desk and pull the curtain. */
export function worksHere(member: Member | null): member is Member {
  return member !== null && isStaff(member);
}

/** True if this member may look at what waits, and release, reject or take down. */
export function mayModerate(member: Member | null): member is Member {
  return member?.roles.includes('moderator') ?? false;
}

/** The word shown beside a name, or null where there is nothing to say. */
export function badgeOf(member: Member): string | null {
  if (member.roles.includes('safety')) return 'Safety officer';
  if (member.roles.includes('moderator')) return 'Moderator';
  if (member.roles.includes('volunteer')) return 'Volunteer';
  return member.tier === 'new' ? 'New here' : null;
}
