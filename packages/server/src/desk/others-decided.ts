import { and, desc, eq, inArray, isNotNull, lte, or, sql } from 'drizzle-orm';
import { decisions, uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { momentOf } from './moment-of.js';

/** A picture at the desk, as far as its neighbours go. */
export interface Neighbour {
  readonly id: string;
  readonly accountId: string;
  readonly clusterId: string;
}

/** Sentences for one picture. */
const mostSentences = 5;

const verbs = {
  rejected: 'rejected',
  'taken-down': 'took down',
  released: 'released',
  kept: 'looked at reports about',
} as const;

type Decided = keyof typeof verbs;
const decided: readonly Decided[] = ['rejected', 'taken-down', 'released', 'kept'];

/**
 * What people decided about other pictures of the same group or account, as plain sentences, newest first, at most five for
 * each: who comes second sees what was decided before, and whether it was undone. One query however many rows.
 */
export async function othersDecided(
  rows: readonly Neighbour[],
  services: Services,
): Promise<(row: Neighbour) => readonly string[]> {
  if (rows.length === 0) return () => [];
  const { database } = services;
  const cluster = sql<string>`coalesce(${uploads.clusterId}, ${uploads.id})`;
  // The last word about each upload…
  const last = database
    .selectDistinctOn([decisions.uploadId], {
      uploadId: decisions.uploadId,
      type: decisions.type,
      at: decisions.at,
      accountId: uploads.accountId,
      clusterId: cluster.as('last_cluster'),
    })
    .from(decisions)
    .innerJoin(uploads, eq(uploads.id, decisions.uploadId))
    .where(
      and(
        or(
          inArray(uploads.accountId, unique(rows, 'accountId')),
          inArray(uploads.clusterId, unique(rows, 'clusterId')),
        ),
        inArray(decisions.type, [...decided]),
        isNotNull(decisions.byAccountId),
        eq(decisions.undone, false),
      ),
    )
    .orderBy(decisions.uploadId, desc(decisions.at), desc(decisions.id))
    .as('last');
  // …and of these the newest of each account and of each group, one more than is told: one may be about itself.
  const ranked = database
    .select({
      uploadId: last.uploadId,
      type: last.type,
      at: last.at,
      accountId: last.accountId,
      clusterId: last.clusterId,
      ofAccount: sql<number>`row_number() over (partition by ${last.accountId} order by ${last.at} desc)`.as(
        'of_account',
      ),
      ofCluster: sql<number>`row_number() over (partition by ${last.clusterId} order by ${last.at} desc)`.as(
        'of_cluster',
      ),
    })
    .from(last)
    .as('ranked');
  const words = await database
    .select()
    .from(ranked)
    .where(or(lte(ranked.ofAccount, mostSentences + 1), lte(ranked.ofCluster, mostSentences + 1)))
    .orderBy(desc(ranked.at));
  const byAccount = groupedBy(words, ({ accountId }) => accountId);
  const byCluster = groupedBy(words, ({ clusterId }) => clusterId);
  return (row) => {
    const near = [...(byCluster.get(row.clusterId) ?? []), ...(byAccount.get(row.accountId) ?? [])];
    const others = [...new Set(near)].filter(({ uploadId }) => uploadId !== row.id);
    return others
      .sort((a, b) => b.at - a.at)
      .slice(0, mostSentences)
      .map((word) => {
        const what = word.clusterId === row.clusterId ? 'a copy of it' : 'another picture of this account';
        // Provable: the query asks for these types only.
        const type = word.type as Decided;
        const end = type === 'kept' ? ' and let it stand' : '';
        return `A moderator ${verbs[type]} ${what}${end} on ${momentOf(word.at)}.`;
      });
  };
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function unique(rows: readonly Neighbour[], name: 'accountId' | 'clusterId'): string[] {
  return [...new Set(rows.map((row) => row[name]))];
}
