import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { finishScreening } from '../uploads/finish-screening.js';
import { waitsForScreening } from '../uploads/unfinished.js';
import type { UploadRow } from '../uploads/upload-row.js';

/** Uploads that one call tries; the next call goes on. */
const mostTried = 5;
/** No further one is begun after this, in ms: the rest of the reaper waits. One takes `limits.measureMs + times.queue` at most. */
const roundMs = 15_000;
/** A failed one is tried again after the time since it came has doubled, but not before this, in ms. */
const leastPauseMs = 60_000;

/**
 * Tries again what could not be screened when it came, without waiting for somebody to look: the severe lists must be asked
 * before a picture expires or its bytes go. Those never tried come first, oldest first, so that one that fails each time
 * keeps no other from its turn.
 */
export async function finishHeld(services: Services, signal: AbortSignal): Promise<void> {
  const over = AbortSignal.timeout(roundMs);
  const { screeningTriedAt: triedAt, createdAt } = uploads;
  const due = await services.database
    .select()
    .from(uploads)
    .where(
      and(
        waitsForScreening(),
        or(
          isNull(triedAt),
          lte(sql`${triedAt} + greatest(${triedAt} - ${createdAt}, ${leastPauseMs}::bigint)`, services.clock()),
        ),
      ),
    )
    .orderBy(sql`${triedAt} asc nulls first`, asc(createdAt))
    .limit(mostTried);
  for (const upload of due) {
    if (signal.aborted || over.aborted) return;
    if (!(await takeTry(upload, services))) continue;
    try {
      await finishScreening(upload, services, signal);
    } catch (error) {
      services.onError(error, 'screening a held upload again');
    }
  }
}

/** Notes the try before it begins: what kills the server must not be the first thing that the next one tries. */
async function takeTry(upload: UploadRow, services: Services): Promise<boolean> {
  const { id, screeningTriedAt } = upload;
  const taken = await services.database
    .update(uploads)
    .set({ screeningTriedAt: services.clock() })
    .where(and(eq(uploads.id, id), sql`${uploads.screeningTriedAt} is not distinct from ${screeningTriedAt}::bigint`))
    .returning({ id: uploads.id });
  return taken.length === 1;
}
