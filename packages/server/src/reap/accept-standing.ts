import { and, asc, eq, inArray, isNull, lte, notExists } from 'drizzle-orm';
import { reports, uploads } from '../database/schema.js';
import type { Services } from '../services.js';

/** Uploads that one call accepts; the next call goes on. */
const mostAccepted = 1000;

/**
 * Counts pictures for their account's trust that nobody released by hand but that stood in a post for
 * `trust.acceptedAfter`, without a report that is open or was right.
 */
export async function acceptStanding(services: Services): Promise<void> {
  const now = services.clock();
  await services.database.transaction(async (transaction) => {
    const against = transaction
      .select({ id: reports.id })
      .from(reports)
      .where(and(eq(reports.uploadId, uploads.id), inArray(reports.state, ['open', 'confirmed'])));
    const due = await transaction
      .select({ id: uploads.id })
      .from(uploads)
      .where(
        and(
          eq(uploads.outcome, 'allowed'),
          eq(uploads.state, 'attached'),
          isNull(uploads.acceptedAt),
          lte(uploads.attachedAt, now - services.policy.trust.acceptedAfter),
          notExists(against),
        ),
      )
      .orderBy(asc(uploads.id))
      .limit(mostAccepted)
      // Somebody is deciding about those at this moment; the next call asks again.
      .for('update', { skipLocked: true });
    if (due.length === 0) return;
    const ids = due.map(({ id }) => id);
    await transaction.update(uploads).set({ acceptedAt: now }).where(inArray(uploads.id, ids));
  });
}
