import { and, inArray, isNotNull, lte, not, or } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import { makeLoose } from '../loose-blobs.js';
import type { Services } from '../services.js';
import { waitsForScreening } from '../uploads/unfinished.js';

/** Originals that one call looks at; the next call goes on. */
const mostForgotten = 500;

/**
 * Deletes the bytes received whose time has come: `times.original` after a picture was allowed, let go or taken back,
 * `times.evidence` after it was refused, rejected or taken down. What waits for a person has no such time. A `legalHold`
 * that stops this clock for one upload is not there yet. What was never screened nor tried again waits for its try: a flood
 * that fills the queue must not wash a picture past the severe lists.
 */
export async function forgetOriginals(services: Services): Promise<void> {
  const now = services.clock();
  await services.database.transaction(async (transaction) => {
    const due = await transaction
      .select({ id: uploads.id, key: uploads.originalKey })
      .from(uploads)
      .where(
        and(
          isNotNull(uploads.originalKey),
          isNotNull(uploads.originalExpiresAt),
          lte(uploads.originalExpiresAt, now),
          or(isNotNull(uploads.screeningTriedAt), not(waitsForScreening())),
        ),
      )
      .limit(mostForgotten)
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
