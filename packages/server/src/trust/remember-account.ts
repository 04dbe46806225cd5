import { sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { accounts } from '../database/schema.js';
import type { Identity } from '../identity.js';

/** Keeps what the host said of an account, for questions that come while it is away: whose pictures does the curtain hide? */
export async function rememberAccount(
  queries: Queries,
  identity: Pick<Identity, 'accountId' | 'tier' | 'since'>,
  at: number,
): Promise<void> {
  const { accountId, tier } = identity;
  const since = identity.since ?? null;
  await queries
    .insert(accounts)
    .values({ accountId, tier, since, firstSeenAt: at, lastSeenAt: at })
    .onConflictDoUpdate({
      target: accounts.accountId,
      set: { tier, since: sql`coalesce(excluded.since, ${accounts.since})`, lastSeenAt: at },
    });
}
