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
  /** What a visitor of the demo is told before acting as this member; absent for members nobody can act as. */
  readonly act?: { readonly title: string; readonly what: string };
}

/** Everybody on the forum: four accounts to act as, and the people who wrote the threads that are there at first. */
export const members: readonly Member[] = [
  {
    id: 'acct-teapot',
    handle: 'mossy_teapot',
    tier: 'trusted',
    roles: [],
    about: 'Two girls, one allotment, no matching socks.',
    act: { title: 'Trusted member', what: 'Has been here for years. Pictures appear at once.' },
  },
  {
    id: 'acct-kite',
    handle: 'paper_kite',
    tier: 'new',
    roles: [],
    about: 'New here. Expecting in spring.',
    act: { title: 'New member', what: 'Joined today. Pictures are sent untouched and looked at more closely.' },
  },
  {
    id: 'acct-heron',
    handle: 'night_heron',
    tier: 'trusted',
    roles: ['moderator'],
    about: 'Moderator, mostly after bedtime.',
    act: { title: 'Moderator', what: 'Can release, reject and take down pictures.' },
  },
  {
    id: 'acct-harbour',
    handle: 'quiet_harbour',
    tier: 'trusted',
    roles: ['moderator', 'safety'],
    about: 'Safety officer.',
    act: { title: 'Safety officer', what: 'A moderator who may also open the lane for severe matches.' },
  },
  { id: 'acct-umbrella', handle: 'plum_umbrella', tier: 'trusted', roles: [], about: 'Grandmother of five.' },
  { id: 'acct-porridge', handle: 'sunday_porridge', tier: 'trusted', roles: [], about: 'Dad of twins. Tired.' },
  { id: 'acct-gravel', handle: 'gravel_garden', tier: 'trusted', roles: [], about: 'Feeds a crowd on Wednesdays.' },
  { id: 'acct-nettle', handle: 'tall_nettle', tier: 'known', roles: [], about: 'Lives uphill, walks everywhere.' },
  { id: 'acct-button', handle: 'odd_button', tier: 'new', roles: [], about: 'Just moved to Lower Wend.' },
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

/** True for members who work on the forum: with `--lan` they need the PIN. */
export function isStaff(member: Member): boolean {
  return member.roles.length > 0;
}

/** True if this member may use the desk. */
export function mayModerate(member: Member | null): member is Member {
  return member?.roles.includes('moderator') ?? false;
}

/** The word shown beside a name, or null where there is nothing to say. */
export function badgeOf(member: Member): string | null {
  if (member.roles.includes('safety')) return 'Safety officer';
  if (member.roles.includes('moderator')) return 'Moderator';
  return member.tier === 'new' ? 'New here' : null;
}
