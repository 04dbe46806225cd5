import { type Actor, roles } from '../identity.js';
import type { Services } from '../services.js';
import { requireRole } from '../uploads/require-role.js';
import { type BreakerState, breakerAt } from './breaker.js';
import { endWords, numberWord } from './level-reasons.js';
import { confirmedEvents, forgeableEvents } from './load-events.js';
import type { RaisedLevel } from './raised-level.js';

/** The breaker as staff see it. */
export interface BreakerView {
  /** The forum's level: 2 while pictures of low trust wait everywhere, 1 while some account or cluster is raised. */
  readonly level: 0 | 1 | 2;
  /** A few plain words about what waits and what does not. */
  readonly sentence: string;
  /** Level 2 first, then the newest; at most 100. */
  readonly raised: readonly RaisedLevel[];
}

/** Raised levels that are shown at most: a page, not an export. */
const mostShown = 100;

/** The levels as they stand. Throws `role-missing`. */
export async function breakerView(
  order: { readonly by: Actor },
  services: Pick<Services, 'database' | 'clock' | 'policy'>,
): Promise<BreakerView> {
  requireRole(order.by, roles, 'see the breaker');
  const now = services.clock();
  const events = [
    ...(await confirmedEvents(services.database, null, services)),
    ...(await forgeableEvents(services.database, null, services)),
  ];
  const state = breakerAt(events, now, services.policy.breaker);
  return { level: state.level, sentence: sentenceAbout(state, now), raised: state.raised.slice(0, mostShown) };
}

function sentenceAbout({ raised }: BreakerState, now: number): string {
  const forum = raised.find(({ scope }) => scope.kind === 'forum');
  if (forum !== undefined) {
    return `Pictures of accounts with little history wait for a person, on every page, until ${endWords(forum.expiresAt, now)}. Trusted members post as always.`;
  }
  const ids = (kind: 'account' | 'cluster') =>
    new Set(raised.flatMap(({ scope }) => (scope.kind === kind ? [scope.id] : []))).size;
  const parts = [
    ...counted(ids('account'), 'Pictures of one account', (count) => `Pictures of ${count} accounts`),
    ...counted(ids('cluster'), 'copies of one picture', (count) => `copies of ${count} pictures`),
  ];
  if (parts.length === 0) return 'Nothing waits because of the breaker. Everybody posts as always.';
  const [first = '', ...rest] = parts;
  const what = [`${first.slice(0, 1).toUpperCase()}${first.slice(1)}`, ...rest].join(' and ');
  return `${what} wait for a person. Everybody else posts as always.`;
}

function counted(count: number, one: string, many: (count: string) => string): string[] {
  return count === 0 ? [] : [count === 1 ? one : many(numberWord(count))];
}
