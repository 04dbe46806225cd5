import { and, eq, gt, sql } from 'drizzle-orm';
import { looks } from '../database/schema.js';
import type { Services } from '../services.js';
import type { Wellbeing } from './desk-view.js';

/** How much this account has looked at in the shift that ends now. */
export async function wellbeingOf(accountId: string, services: Services): Promise<Wellbeing> {
  const { shift, looksBeforeRest } = services.policy.wellbeing;
  const [row] = await services.database
    .select({ count: sql<number>`count(*)::int` })
    .from(looks)
    .where(and(eq(looks.byAccountId, accountId), gt(looks.at, services.clock() - shift)));
  const count = row?.count ?? 0;
  return { looks: count, looksBeforeRest, rest: count >= looksBeforeRest };
}
