import { inArray, sql } from 'drizzle-orm';
import { buckets } from '../database/schema.js';
import { bucketKinds, bucketScopes } from '../policy/bucket-rules.js';
import type { Services } from '../services.js';
import { mostSkewMs, perMs } from './bucket-maths.js';
import { keyPrefixOf } from './take-tokens.js';

/** Rows deleted in one go. */
const mostRows = 10_000;

/**
 * Deletes the buckets that are full again: they say nothing but that somebody was here. Rows in use are passed by, and
 * fresh ones kept, which a request may just have put there to take from. What is left waits for the next call.
 */
export async function forgetFullBuckets(services: Pick<Services, 'database' | 'policy' | 'clock'>): Promise<void> {
  const now = services.clock();
  const rules = bucketKinds.flatMap((kind) =>
    bucketScopes.map((scope) => {
      const rule = services.policy.buckets.rules[kind][scope];
      return sql`(${keyPrefixOf(kind, scope)}::text, ${rule.burst}::double precision, ${perMs(rule)}::double precision)`;
    }),
  );
  const full = sql`(
    select key from buckets join (values ${sql.join(rules, sql`, `)}) as rule (prefix, burst, per_ms)
      on starts_with(key, rule.prefix)
    where at < ${now - mostSkewMs}::bigint and tokens + (${now}::bigint - at) * per_ms >= burst
    order by key limit ${mostRows} for update of buckets skip locked
  )`;
  await services.database.delete(buckets).where(inArray(buckets.key, full));
}
