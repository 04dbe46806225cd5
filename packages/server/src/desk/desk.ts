import { asc, sql } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { requireRole, rolesForLane } from '../uploads/require-role.js';
import { deskFactsOf } from './desk-facts.js';
import { deskRowOf, deskUploadsOf } from './desk-rows.js';
import type { DeskGroup, DeskView } from './desk-view.js';
import { groupKey, urgency, waitsInLane } from './waits-in-lane.js';
import { wellbeingOf } from './wellbeing.js';

/** Which desk to show. */
export interface DeskOrder {
  readonly lane: 'ordinary' | 'severe';
  readonly groupBy: 'account' | 'likeness';
  readonly by: Actor;
}

/** Groups shown at once. */
const mostGroups = 100;

/**
 * What waits in a lane, grouped: held pictures, hidden ones, and shown ones with a report that nobody settled. Groups with
 * something that people objected to stand at the top, see `urgency`. Volunteers see the rows of the ordinary lane; looking takes a moderator, in
 * the severe lane the safety officer. A dozen queries however much waits. Throws `role-missing`.
 */
export async function desk(order: DeskOrder, services: Services): Promise<DeskView> {
  const { lane, groupBy, by } = order;
  const severe = lane === 'severe';
  requireRole(by, severe ? ['moderator', 'safety'] : ['volunteer', 'moderator', 'safety'], 'see what waits');
  const { database } = services;
  const waits = waitsInLane(database, lane);
  const key = groupKey(groupBy);
  const urgent = sql<boolean>`bool_or(${uploads.outcome} = 'allowed')`;
  const waiting = sql<number>`count(*)::int`;
  const found = await database
    .select({ id: key, waiting, urgent })
    .from(uploads)
    .where(waits)
    .groupBy(key)
    .orderBy(asc(sql`min(${urgency})`), asc(sql`min(${uploads.createdAt})`), asc(key))
    .limit(mostGroups);
  const [all] = await database.select({ waiting }).from(uploads).where(waits);
  const shown = await deskUploadsOf(
    found.map(({ id }) => id),
    order,
    services,
  );
  const facts = await deskFactsOf(shown, services);
  const mayLook = by.roles.some((role) => rolesForLane(severe).includes(role));
  const groups = found.map(
    (group): DeskGroup => ({
      kind: groupBy,
      id: group.id,
      rows: shown.filter(({ groupId }) => groupId === group.id).map((upload) => deskRowOf(upload, facts, mayLook)),
      waiting: group.waiting,
      urgent: group.urgent,
    }),
  );
  return {
    lane,
    // Decided between two of the queries.
    groups: groups.filter(({ rows }) => rows.length > 0),
    waiting: all?.waiting ?? 0,
    wellbeing: await wellbeingOf(by.accountId, services),
  };
}
