import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { accounts, uploads } from '../database/schema.js';
import type { Tier } from '../identity.js';
import type { ServerPolicy } from '../policy/server-policy.js';

/** How far an account has come: the host's tier and the pictures that people accepted. Never its age. */
export interface Standing {
  readonly accountId: string;
  readonly tier: Tier;
  /** Pictures that a person released, or that stood in a post for a week unreported; copies of one picture count once. */
  readonly accepted: number;
  /** Tier `new` with few accepted pictures. */
  readonly newcomer: boolean;
  /** Newcomers, other new accounts, and known ones with few accepted pictures. */
  readonly lowTrust: boolean;
  /** The opposite of low trust. */
  readonly established: boolean;
}

/** The standing of an account of this tier with so many accepted pictures. */
export function standingOf(
  account: { readonly accountId: string; readonly tier: Tier; readonly accepted: number },
  policy: Pick<ServerPolicy, 'trust'>,
): Standing {
  const { tier, accepted } = account;
  const lowTrust = tier === 'new' || (tier === 'known' && accepted < policy.trust.lowTrustBelow);
  return {
    ...account,
    newcomer: tier === 'new' && accepted < policy.trust.newcomerBelow,
    lowTrust,
    established: !lowTrust,
  };
}

/** The standing of an account whose tier the host just told. */
export async function readStanding(
  queries: Queries,
  account: { readonly accountId: string; readonly tier: Tier },
  services: { readonly policy: Pick<ServerPolicy, 'trust'> },
): Promise<Standing> {
  const { accountId, tier } = account;
  return standingOf({ accountId, tier, accepted: await acceptedOf(queries, accountId) }, services.policy);
}

/** The standing of an account that is not asking now: by the tier it was last seen with; `new` where it never was. */
export async function readStandingOf(
  queries: Queries,
  accountId: string,
  services: { readonly policy: Pick<ServerPolicy, 'trust'> },
): Promise<Standing> {
  const [row] = await queries.select({ tier: accounts.tier }).from(accounts).where(eq(accounts.accountId, accountId));
  return readStanding(queries, { accountId, tier: row?.tier ?? 'new' }, services);
}

/** How many different pictures of this account were accepted: twenty copies of one sunset are one. */
async function acceptedOf(queries: Queries, accountId: string): Promise<number> {
  const [row] = await queries
    .select({ count: sql<number>`count(distinct coalesce(${uploads.clusterId}, ${uploads.sha256}))::int` })
    .from(uploads)
    .where(and(eq(uploads.accountId, accountId), isNotNull(uploads.acceptedAt)));
  return row?.count ?? 0;
}
