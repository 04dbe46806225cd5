import { and, eq, isNull, or } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { legalHolds } from '../database/schema.js';

/** True while an order forbids to delete anything of this upload: placed on itself or on its account. */
export async function isLegallyHeld(
  queries: Queries,
  upload: { readonly id: string; readonly accountId: string },
): Promise<boolean> {
  const [row] = await queries
    .select({ id: legalHolds.id })
    .from(legalHolds)
    .where(
      and(
        isNull(legalHolds.liftedAt),
        or(eq(legalHolds.uploadId, upload.id), eq(legalHolds.accountId, upload.accountId)),
      ),
    )
    .limit(1);
  return row !== undefined;
}
