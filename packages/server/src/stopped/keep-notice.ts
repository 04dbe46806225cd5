import type { StoppedNotice } from '@safeupload/sdk/core';
import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { recordBreakerEvent } from '../breaker/record-event.js';
import { asksForNotices } from '../challenge/device-policy-of.js';
import type { Queries } from '../database/database.js';
import { stoppedNotices } from '../database/schema.js';
import type { Identity } from '../identity.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { readStanding } from '../trust/standing.js';

/**
 * Keeps that an account's device stopped something, and tells the breaker: nothing else ever reads it but what slows that
 * account's own uploads. Only where the account's device policy asks for it at this moment, and no more than a few in a
 * short time: what comes after those changes nothing, and would let one script fill two tables.
 */
export async function keepNotice(notice: StoppedNotice, identity: Identity, services: Services): Promise<void> {
  const { accountId } = identity;
  await services.database.transaction(async (transaction) => {
    if (!asksForNotices(await readStanding(transaction, identity, services))) return;
    const at = services.clock();
    const { mostKept, slowedWithin } = services.policy.stopped;
    if ((await keptBetween(transaction, accountId, at - slowedWithin, at)) >= mostKept) return;
    await transaction.insert(stoppedNotices).values({
      id: newToken(services.random),
      accountId,
      context: notice.context,
      policySha256: notice.policy.sha256,
      at,
    });
    await recordBreakerEvent(
      transaction,
      { kind: 'stopped-notice', accountId, clusterId: null, uploadId: null },
      services,
    );
  });
}

async function keptBetween(queries: Queries, accountId: string, from: number, to: number): Promise<number> {
  const [row] = await queries
    .select({ count: sql<number>`count(*)::int` })
    .from(stoppedNotices)
    .where(and(eq(stoppedNotices.accountId, accountId), gt(stoppedNotices.at, from), lte(stoppedNotices.at, to)));
  return row?.count ?? 0;
}
