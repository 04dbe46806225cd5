import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { uploads } from '../database/schema.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import type { Standing } from '../trust/standing.js';

/**
 * Refuses a newcomer's further picture while as many wait as may: two accounts must not fill a desk over night. An appeal
 * has a slot of its own. Not the outcome `refused`: nothing is said of the picture, and nobody is counted for asking.
 */
export async function holdsWaiting(
  queries: Queries,
  upload: { readonly standing: Standing; readonly appealed: boolean },
  services: Pick<Services, 'policy'>,
): Promise<Refused | null> {
  const { standing, appealed } = upload;
  if (!standing.newcomer) return null;
  const { mostWaiting, mostAppealsWaiting } = services.policy.newcomers;
  const most = appealed ? mostAppealsWaiting : mostWaiting;
  const waits = or(
    and(eq(uploads.outcome, 'held'), inArray(uploads.state, ['unattached', 'attached'])),
    and(eq(uploads.outcome, 'allowed'), eq(uploads.state, 'hidden')),
  );
  const [row] = await queries
    .select({ count: sql<number>`count(*)::int` })
    .from(uploads)
    .where(and(eq(uploads.accountId, standing.accountId), eq(uploads.appealed, appealed), waits));
  if ((row?.count ?? 0) < most) return null;
  return refuse(
    'holds-waiting',
    appealed
      ? 'A picture that you asked a person to look at is still waiting. You can ask again once somebody has looked.'
      : `${most === 1 ? 'One picture of yours is' : `${most} pictures of yours are`} waiting for a person to look. You can add more once somebody has. Your text is not affected.`,
  );
}
