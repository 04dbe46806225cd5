import { and, eq, isNotNull, isNull, lt, lte } from 'drizzle-orm';
import { deposits, idempotencyKeys, issuedPolicies, nonces, outbox, signals, uploads } from '../database/schema.js';
import type { Services } from '../services.js';

/**
 * Deletes the rows that only served for a while: deposits, tickets, stored answers, issued policies, signals, events, and
 * the records of refused prechecks. The record of an upload whose bytes came stays. Each is one statement.
 */
export async function forgetStale(services: Services): Promise<void> {
  const now = services.clock();
  const { database } = services;
  const { storedAnswer, issuedPolicy, signal, delivered, undelivered } = services.policy.times;
  await database.delete(deposits).where(lte(deposits.expiresAt, now));
  // A settled ticket is a stored answer: it outlives its own end by that time.
  await database.delete(nonces).where(lt(nonces.expiresAt, now - storedAnswer));
  await database.delete(idempotencyKeys).where(lt(idempotencyKeys.at, now - storedAnswer));
  await database.delete(issuedPolicies).where(lt(issuedPolicies.lastIssuedAt, now - issuedPolicy));
  await database.delete(signals).where(lt(signals.at, now - signal));
  await database.delete(outbox).where(and(isNotNull(outbox.deliveredAt), lt(outbox.deliveredAt, now - delivered)));
  await database.delete(outbox).where(and(isNull(outbox.deliveredAt), lt(outbox.createdAt, now - undelivered)));
  // Only a refused precheck has both: a refused upload goes by no timer of its own, and nothing refers to a precheck.
  await database
    .delete(uploads)
    .where(and(eq(uploads.outcome, 'refused'), isNotNull(uploads.expiresAt), lte(uploads.expiresAt, now)));
}
