import { and, eq, isNotNull, lte, ne } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import { lockAgainstOrders } from '../records/legally-held.js';
import type { Services } from '../services.js';
import { changeUpload } from '../uploads/change-upload.js';
import { forgetDerivatives } from '../uploads/forget-derivatives.js';
import { lockUpload } from '../uploads/upload-row.js';

/** Uploads that one call looks at; the next call goes on. */
const mostExpired = 500;

/**
 * Lets go what nobody attached in its time: its derivatives at once, its original after `times.original`. Under an order both
 * stay until it is lifted, and in the severe lane until somebody decided.
 */
export async function expireUnattached(services: Services): Promise<void> {
  const due = await services.database
    .select({ id: uploads.id })
    .from(uploads)
    .where(
      and(
        isNotNull(uploads.expiresAt),
        lte(uploads.expiresAt, services.clock()),
        eq(uploads.state, 'unattached'),
        // The record of a refused precheck goes by the same timer, but was never anything to attach.
        ne(uploads.outcome, 'refused'),
      ),
    )
    .limit(mostExpired);
  for (const { id } of due) {
    await services.database.transaction(async (transaction) => {
      await lockAgainstOrders(transaction);
      const upload = await lockUpload(transaction, id);
      const now = services.clock();
      // Attached a moment ago: an attach took the lock first.
      if (upload.state !== 'unattached' || upload.expiresAt === null || upload.expiresAt > now) return;
      // In the severe lane it stays as evidence, sealed. Its owner is told the same as of any other, or whoever waits an hour
      // could ask a list that must not answer.
      const evidence = upload.severe && upload.outcome === 'held';
      if (!evidence) await forgetDerivatives(transaction, [id], now);
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
            originalExpiresAt: evidence ? null : (upload.originalExpiresAt ?? now + services.policy.times.original),
          },
        },
        services,
      );
    });
  }
}
