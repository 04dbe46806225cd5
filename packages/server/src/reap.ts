import { and, eq, inArray, isNotNull, lt, lte } from 'drizzle-orm';
import { deposits, idempotencyKeys, issuedPolicies, looseBlobs, nonces, outbox, uploads } from './database/schema.js';
import { makeLoose } from './loose-blobs.js';
import type { Services } from './services.js';
import { changeUpload } from './uploads/change-upload.js';
import { forgetDerivatives } from './uploads/forget-derivatives.js';
import { lockUpload } from './uploads/upload-row.js';

/** Rows of one kind that one call looks at; the next call goes on. */
const mostRows = 500;
/** Delivered events are kept for questions, in ms. */
const deliveredKeptMs = 7 * 24 * 3_600_000;

/**
 * Everything that goes by time: uploads nobody attached, originals, stale tickets, stored answers, deposits, loose blobs;
 * and another try for events that could not be delivered. Safe to call at any time, also twice at once. Bounded: what is
 * left waits for the next call.
 */
export async function reap(services: Services): Promise<void> {
  await expireUnattached(services);
  await forgetOriginals(services);
  await forgetStale(services);
  await deleteLooseBlobs(services);
  await services.courier.deliver();
}

async function expireUnattached(services: Services): Promise<void> {
  const due = await services.database
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(isNotNull(uploads.expiresAt), lte(uploads.expiresAt, services.clock()), eq(uploads.state, 'unattached')))
    .limit(mostRows);
  for (const { id } of due) {
    await services.database.transaction(async (transaction) => {
      const upload = await lockUpload(transaction, id);
      const now = services.clock();
      // Attached a moment ago: an attach took the lock first.
      if (upload.state !== 'unattached' || upload.expiresAt === null || upload.expiresAt > now) return;
      await forgetDerivatives(transaction, id, now);
      await changeUpload(
        transaction,
        upload,
        {
          type: 'expired',
          outcome: upload.outcome,
          state: 'expired',
          by: null,
          set: {
            expiresAt: null,
            originalExpiresAt: upload.originalExpiresAt ?? now + services.policy.times.original,
          },
        },
        services,
      );
    });
  }
}

async function forgetOriginals(services: Services): Promise<void> {
  const now = services.clock();
  await services.database.transaction(async (transaction) => {
    const due = await transaction
      .select({ id: uploads.id, key: uploads.originalKey })
      .from(uploads)
      .where(
        and(isNotNull(uploads.originalKey), isNotNull(uploads.originalExpiresAt), lte(uploads.originalExpiresAt, now)),
      )
      .limit(mostRows)
      .for('update');
    if (due.length === 0) return;
    await transaction
      .update(uploads)
      .set({ originalKey: null, originalExpiresAt: null })
      .where(
        inArray(
          uploads.id,
          due.map(({ id }) => id),
        ),
      );
    await makeLoose(
      transaction,
      due.flatMap(({ key }) => (key === null ? [] : [key])),
      now,
    );
  });
}

async function forgetStale(services: Services): Promise<void> {
  const now = services.clock();
  const { storedAnswer, issuedPolicy } = services.policy.times;
  // A settled ticket is a stored answer: it outlives its own end by that time.
  const { database } = services;
  await database.delete(deposits).where(lte(deposits.expiresAt, now));
  await database.delete(nonces).where(lt(nonces.expiresAt, now - storedAnswer));
  await database.delete(idempotencyKeys).where(lt(idempotencyKeys.at, now - storedAnswer));
  await database.delete(issuedPolicies).where(lt(issuedPolicies.lastIssuedAt, now - issuedPolicy));
  await database
    .delete(outbox)
    .where(and(isNotNull(outbox.deliveredAt), lt(outbox.deliveredAt, now - deliveredKeptMs)));
}

async function deleteLooseBlobs(services: Services): Promise<void> {
  const due = await services.database
    .select({ key: looseBlobs.key })
    .from(looseBlobs)
    .where(lte(looseBlobs.dueAt, services.clock()))
    .limit(mostRows);
  for (const { key } of due) {
    // The row is removed first and its lock held: a transaction that wants to make this blob firm waits, then fails.
    await services.database.transaction(async (transaction) => {
      const taken = await transaction
        .delete(looseBlobs)
        .where(and(eq(looseBlobs.key, key), lte(looseBlobs.dueAt, services.clock())))
        .returning({ key: looseBlobs.key });
      if (taken.length === 1) await services.blobs.delete(key);
    });
  }
}
