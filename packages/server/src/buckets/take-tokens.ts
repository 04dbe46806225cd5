import { and, gt, inArray, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { buckets } from '../database/schema.js';
import type { BucketKind, BucketRule, BucketScope } from '../policy/bucket-rules.js';
import type { Services } from '../services.js';
import { type Bucket, deepestDebt, mostSkewMs, payable, perMs, secondsUntil } from './bucket-maths.js';

/** So many tokens of one bucket. */
export interface Taking {
  readonly kind: BucketKind;
  readonly scope: BucketScope;
  /** Whose bucket: nothing that should not stand in the database in clear. Empty for `forum`. */
  readonly id: string;
  /** Tokens, more than 0. */
  readonly cost: number;
}

type Clocked = Pick<Services, 'policy' | 'clock'>;

/** Tries after rows that were reaped between two statements. */
const mostTries = 5;

/**
 * Takes all of it and returns 0, or takes nothing and returns in how many seconds there may be enough (1 to a day). At
 * most one taking of each bucket. One statement where the buckets are known; outside a transaction, so that the row that
 * everybody shares is not held while something else waits. Throws what the database throws: nothing is open because the
 * buckets cannot be asked.
 */
export async function takeTokens(queries: Queries, takings: readonly Taking[], services: Clocked): Promise<number> {
  for (let tries = 0; tries < mostTries; tries++) {
    if (await move(queries, takings, 'where there is enough', services)) return 0;
    const stored = await readBuckets(queries, takings, services);
    if (stored.size === takings.length) {
      const seconds = secondsOf(takings, stored, services);
      if (seconds > 0) return seconds;
      // Refilled between the two statements.
    } else {
      await fillMissing(queries, takings, services);
    }
  }
  return 1;
}

/** In how many seconds there will be enough of all of them; 0 where there is now. Takes nothing. */
export async function waitForTokens(queries: Queries, takings: readonly Taking[], services: Clocked): Promise<number> {
  return secondsOf(takings, await readBuckets(queries, takings, services), services);
}

/**
 * Takes all of it whether or not there is enough: for what is known only after it happened. What is missing is debt, and
 * the next taking waits until it is worked off.
 */
export async function chargeTokens(queries: Queries, takings: readonly Taking[], services: Clocked): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    if (await move(queries, takings, 'also into debt', services)) return;
    await fillMissing(queries, takings, services);
  }
}

/**
 * The one statement: locks the rows in the order of their keys (so no two requests wait for each other), refills them,
 * and takes if every row is there and, unless debt is meant, holds enough. The arithmetic is bucket-maths.ts's; a test
 * holds the two together. False: nothing was taken.
 */
async function move(
  queries: Queries,
  takings: readonly Taking[],
  how: 'where there is enough' | 'also into debt',
  services: Clocked,
): Promise<boolean> {
  const now = sql`${services.clock()}::bigint`;
  const wanted = sorted(takings).map((taking) => {
    const rule = ruleOf(taking, services);
    const cost = how === 'also into debt' ? taking.cost : payable(taking.cost, rule);
    return sql`(${keyOf(taking)}::text, ${cost}::double precision, ${rule.burst}::double precision,
      ${perMs(rule)}::double precision, ${deepestDebt(rule)}::double precision)`;
  });
  const enough = how === 'also into debt' ? sql`true` : sql`bool_and(tokens >= cost) over ()`;
  // Materialized: were it evaluated again for another row, it would read what this very statement wrote.
  const held = sql`(
    with locked as materialized (
      select key, tokens, at from buckets where key in (${sql.join(sorted(takings).map(keyOf).map(param), sql`, `)})
      order by key for update
    ), refilled as materialized (
      select locked.key, wanted.cost, wanted.debt,
        least(wanted.burst, locked.tokens + greatest(0, ${now} - locked.at) * wanted.per_ms) as tokens,
        case when locked.at > ${now} and locked.at <= ${now} + ${mostSkewMs}::bigint then locked.at else ${now} end as at
      from locked join (values ${sql.join(wanted, sql`, `)}) as wanted (key, cost, burst, per_ms, debt)
        on wanted.key = locked.key
    )
    select key, at, greatest(debt, tokens - cost) as left_over,
      count(*) over () = ${takings.length}::bigint and ${enough} as pays from refilled
  ) as held`;
  const taken = await queries
    .update(buckets)
    .set({ tokens: sql`held.left_over`, at: sql`held.at` })
    .from(held)
    .where(sql`${buckets.key} = held.key and held.pays`)
    .returning({ key: buckets.key });
  return taken.length === takings.length;
}

/** Puts the buckets there that nobody used for a while: full. */
async function fillMissing(queries: Queries, takings: readonly Taking[], services: Clocked): Promise<void> {
  const at = services.clock();
  await queries
    .insert(buckets)
    .values(sorted(takings).map((taking) => ({ key: keyOf(taking), tokens: ruleOf(taking, services).burst, at })))
    .onConflictDoNothing();
}

async function readBuckets(
  queries: Queries,
  takings: readonly Taking[],
  services: Clocked,
): Promise<Map<string, Bucket>> {
  const now = services.clock();
  const keys = takings.map(keyOf);
  const rows = await queries.select().from(buckets).where(inArray(buckets.key, keys));
  const tooFar = now + mostSkewMs;
  // From before the clock was set back. Whoever is refused leaves no trace, so it has to begin again here, or it never would.
  if (rows.some(({ at }) => at > tooFar)) {
    const inOrder = sql`(select key from buckets where ${inArray(buckets.key, keys)} order by key for update)`;
    await queries
      .update(buckets)
      .set({ at: now })
      .where(and(inArray(buckets.key, inOrder), gt(buckets.at, tooFar)));
  }
  return new Map(rows.map(({ key, tokens, at }) => [key, { tokens, at: at > tooFar ? now : at }]));
}

function secondsOf(takings: readonly Taking[], stored: ReadonlyMap<string, Bucket>, services: Clocked): number {
  const now = services.clock();
  return Math.max(
    0,
    ...takings.map((taking) =>
      secondsUntil(taking.cost, stored.get(keyOf(taking)) ?? null, ruleOf(taking, services), now),
    ),
  );
}

function ruleOf({ kind, scope }: Taking, services: Clocked): BucketRule {
  return services.policy.buckets.rules[kind][scope];
}

/** What all keys of one kind and scope begin with. */
export function keyPrefixOf(kind: BucketKind, scope: BucketScope): string {
  return `${kind} ${scope} `;
}

function keyOf({ kind, scope, id }: Taking): string {
  return keyPrefixOf(kind, scope) + id;
}

function sorted(takings: readonly Taking[]): Taking[] {
  return [...takings].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function param(value: string) {
  return sql`${value}`;
}
