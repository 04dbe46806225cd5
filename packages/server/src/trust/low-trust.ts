import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { accounts, uploads } from '../database/schema.js';
import type { ServerPolicy } from '../policy/server-policy.js';

/**
 * `standingOf(…).lowTrust` as an SQL condition, by the tier an account was last seen with, for questions about thousands of
 * pictures in one statement. `accountId` is a column of the query around it. A test holds the two to each other.
 */
export function isLowTrust(accountId: SQLWrapper, policy: Pick<ServerPolicy, 'trust'>): SQL {
  return sql`(case coalesce((select seen.tier from ${accounts} as seen where seen.account_id = ${accountId}), 'new')
    when 'new' then true
    when 'known' then (
      select count(distinct coalesce(own.cluster_id, own.sha256)) from ${uploads} as own
      where own.account_id = ${accountId} and own.accepted_at is not null
    ) < ${policy.trust.lowTrustBelow}
    else false end)`;
}
