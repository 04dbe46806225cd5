import { and, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import type { ServerReason } from '../decide/server-verdict.js';
import { serverFailures } from '../policy/failures.js';

/** What the server itself could not do and has not done since; a device's failure is nothing that we could finish. */
export function isUnfinished(reason: ServerReason): boolean {
  return (
    reason.code === 'unfinished' &&
    reason.finished !== true &&
    (serverFailures as readonly unknown[]).includes(reason.failure)
  );
}

/**
 * The condition for uploads that nobody decided about and that {@link isUnfinished} is true of, while their bytes are
 * there: also withdrawn and expired ones, which may be evidence all the same.
 */
export function waitsForScreening(): SQL {
  const failures = sql.join(
    serverFailures.map((failure) => sql`${failure}`),
    sql`, `,
  );
  const all = and(
    eq(uploads.outcome, 'held'),
    inArray(uploads.state, ['unattached', 'attached', 'withdrawn', 'expired']),
    isNotNull(uploads.originalKey),
    sql`exists (
      select 1 from jsonb_array_elements(${uploads.reasons}) as reason
      where reason->>'code' = 'unfinished'
        and reason->>'failure' in (${failures})
        and coalesce(reason->>'finished', 'false') <> 'true'
    )`,
  );
  return sql`(${all})`;
}
