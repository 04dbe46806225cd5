import type { Role, Tier } from '../../identity.js';

/** Whether the attackers come as fresh accounts, or as ones that behaved for weeks first. */
export const nightVariants = ['fresh', 'sleepers'] as const;

/** One of {@link nightVariants}. */
export type NightVariant = (typeof nightVariants)[number];

/** Somebody who does something in the night. */
export interface NightPerson {
  /** Stands in the script; also the account's id at the rehearsal's server. */
  readonly id: string;
  readonly handle: string;
  /** A few words for the page: who that is. */
  readonly about: string;
  readonly tier: Tier;
  readonly roles: readonly Role[];
  readonly isAttacker: boolean;
  /** Pictures that people accepted before the night; each is really uploaded first. */
  readonly acceptedBefore: number;
}

const honest = { roles: [], isAttacker: false, acceptedBefore: 0 } as const;

const attackerIds = ['attacker-1', 'attacker-2'] as const;

const everybodyElse: readonly NightPerson[] = [
  { ...honest, id: 'teapot', handle: 'brave_teapot', about: 'trusted for years', tier: 'trusted' },
  // Twenty accepted pictures are what makes a known account established.
  { ...honest, id: 'marigold', handle: 'marigold', about: 'known, established', tier: 'known', acceptedBefore: 20 },
  { ...honest, id: 'pebble', handle: 'pebble_path', about: 'known, few pictures', tier: 'known', acceptedBefore: 4 },
  { ...honest, id: 'kite', handle: 'paper_kite', about: 'here since today', tier: 'new' },
  { ...honest, id: 'lantern', handle: 'tin_lantern', about: 'here since today', tier: 'new' },
  {
    ...honest,
    id: 'owl',
    handle: 'night_owl',
    about: 'volunteer, awake by chance',
    tier: 'trusted',
    roles: ['volunteer'],
  },
  {
    ...honest,
    id: 'heron',
    handle: 'morning_heron',
    about: 'moderator, from 08:00',
    tier: 'trusted',
    roles: ['volunteer', 'moderator'],
  },
];

/** Everybody in the night, attackers first. */
export function nightCast(variant: NightVariant): readonly NightPerson[] {
  const sleeps = variant === 'sleepers';
  const attackers = attackerIds.map((id, index): NightPerson => {
    const about = sleeps ? 'attacker, three harmless pictures before' : 'attacker, account made tonight';
    const handle = `account ${index + 1}`;
    return {
      ...honest,
      ...{ id, handle, about, isAttacker: true, tier: sleeps ? 'known' : 'new', acceptedBefore: sleeps ? 3 : 0 },
    };
  });
  return [...attackers, ...everybodyElse];
}
