import { defaultServerPolicy, type ServerPolicy } from '../../policy/server-policy.js';

/** The two forums that live through the same night side by side. */
export const nightLanes = ['without', 'with'] as const;

/** One of {@link nightLanes}. */
export type NightLane = (typeof nightLanes)[number];

/**
 * The forum as it was that night: pictures are taken, re-encoded and shown, reports go into an inbox that nobody reads
 * before the morning, there is no list, no classifier has a say, nobody's pictures wait, and likeness is not looked at.
 */
const undefended: ServerPolicy = {
  ...defaultServerPolicy,
  id: 'rehearsal-without',
  holdAbove: {
    // No probability is above 1.
    alone: Object.fromEntries(Object.keys(defaultServerPolicy.holdAbove.alone).map((model) => [model, 1])),
    all: 1,
  },
  views: { ...defaultServerPolicy.views, count: 0 },
  fingerprints: { ...defaultServerPolicy.fingerprints, matchDistance: 0, leastQuality: 100 },
  newcomers: { ...defaultServerPolicy.newcomers, waitIn: [] },
  reports: { ...defaultServerPolicy.reports, freshPicture: 0, weightNeeded: 100, mostEstablishedHidden: 0 },
};

/** The policy of a lane: the default one, untouched, or a forum without defence. */
export function policyOfLane(lane: NightLane): ServerPolicy {
  return lane === 'with' ? defaultServerPolicy : undefended;
}
