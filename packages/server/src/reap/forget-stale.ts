import { and, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import {
  deposits,
  idempotencyKeys,
  issuedPolicies,
  nonces,
  outbox,
  records,
  reports,
  signals,
  stoppedNotices,
  uploads,
} from '../database/schema.js';
import { lockAgainstOrders, notLegallyHeld } from '../records/legally-held.js';
import type { Services } from '../services.js';

/**
 * Deletes the rows that only served for a while: deposits, tickets, stored answers, issued policies, events; and signals,
 * stopped notices, settled reports and refused prechecks, which tell of a person and stay under an order. The row of an upload whose bytes
 * came stays. Each is one statement.
 */
export async function forgetStale(services: Services): Promise<void> {
  const now = services.clock();
  const { database } = services;
  const { storedAnswer, issuedPolicy, delivered, undelivered } = services.policy.times;
  // What carried a message: an order keeps what it was about, and a member's tickets go on as always.
  await database.delete(deposits).where(lte(deposits.expiresAt, now));
  // A settled ticket is a stored answer: it outlives its own end by that time.
  await database.delete(nonces).where(lt(nonces.expiresAt, now - storedAnswer));
  await database.delete(idempotencyKeys).where(lt(idempotencyKeys.at, now - storedAnswer));
  await database.delete(issuedPolicies).where(lt(issuedPolicies.lastIssuedAt, now - issuedPolicy));
  await database.delete(outbox).where(and(isNotNull(outbox.deliveredAt), lt(outbox.deliveredAt, now - delivered)));
  await database.delete(outbox).where(and(isNull(outbox.deliveredAt), lt(outbox.createdAt, now - undelivered)));
  await forgetTraces(services, now);
}

/** What tells of a person and has a time of its own. */
async function forgetTraces(services: Services, now: number): Promise<void> {
  const { times, stopped, reports: reporting } = services.policy;
  await services.database.transaction(async (transaction) => {
    await lockAgainstOrders(transaction);
    await transaction
      .delete(signals)
      .where(
        and(
          lt(signals.at, now - times.signal),
          notLegallyHeld({ uploadId: signals.uploadId, accountId: signals.accountId }),
        ),
      );
    await transaction
      .delete(stoppedNotices)
      .where(and(lt(stoppedNotices.at, now - stopped.kept), notLegallyHeld({ accountId: stoppedNotices.accountId })));
    // Settled ones count for their reporter so long and no longer. Open ones wait for a person, unless the picture is gone
    // and no person will: then they must not mark its account for ever, nor be gone as soon as its owner deletes the post.
    const isGone = sql`exists (select 1 from ${uploads} where ${uploads.id} = ${reports.uploadId}
      and ${uploads.state} in ('expired', 'withdrawn'))`;
    await transaction
      .delete(reports)
      .where(
        and(
          or(
            lt(reports.settledAt, now - reporting.historyLasts),
            and(isNull(reports.settledAt), lt(reports.at, now - times.evidence), isGone),
          ),
          notLegallyHeld({ uploadId: reports.uploadId }),
          notLegallyHeld({ accountId: reports.accountId }),
        ),
      );
    // Only a refused precheck has both: a refused upload goes by no timer of its own, and nothing refers to a precheck but
    // its sealed record, which goes by its own time.
    await transaction
      .delete(uploads)
      .where(
        and(
          eq(uploads.outcome, 'refused'),
          isNotNull(uploads.expiresAt),
          lte(uploads.expiresAt, now),
          sql`not exists (select 1 from ${records} where ${records.uploadId} = ${uploads.id})`,
          notLegallyHeld({ uploadId: uploads.id, accountId: uploads.accountId }),
        ),
      );
  });
}
