import { and, inArray, isNotNull, lte, not, or } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import { makeLoose } from '../loose-blobs.js';
import { lockAgainstOrders, notLegallyHeld } from '../records/legally-held.js';
import type { Services } from '../services.js';
import { forgetDerivatives } from '../uploads/forget-derivatives.js';
import { waitsForScreening } from '../uploads/unfinished.js';
import type { UploadRow } from '../uploads/upload-row.js';

/** Uploads that one call looks at; the next call goes on. */
const mostForgotten = 500;

/** Where nothing of a picture is shown any more: what was encoded of it goes with what was received. */
const over: readonly UploadRow['state'][] = ['rejected', 'takenDown', 'withdrawn', 'expired'];

/**
 * Deletes the bytes received whose time has come: `times.original` after a picture was allowed, let go or taken back,
 * `times.evidence` after it was refused, rejected or taken down. With those of a picture that is over its derivatives go too, and
 * from then on its decision cannot be undone. What waits for a person has no such time, and what is under an order waits
 * until that is lifted. What was never screened nor tried again waits for its try: a flood that fills the queue must not
 * wash a picture past the severe lists.
 */
export async function forgetPictures(services: Services): Promise<void> {
  const now = services.clock();
  await services.database.transaction(async (transaction) => {
    await lockAgainstOrders(transaction);
    const due = await transaction
      .select({ id: uploads.id, key: uploads.originalKey, state: uploads.state })
      .from(uploads)
      .where(
        and(
          isNotNull(uploads.originalExpiresAt),
          lte(uploads.originalExpiresAt, now),
          or(isNotNull(uploads.screeningTriedAt), not(waitsForScreening())),
          notLegallyHeld({ uploadId: uploads.id, accountId: uploads.accountId }),
        ),
      )
      .orderBy(uploads.id)
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
    const gone = due.filter(({ state }) => over.includes(state));
    await forgetDerivatives(
      transaction,
      gone.map(({ id }) => id),
      now,
    );
  });
}
