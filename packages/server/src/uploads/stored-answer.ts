import type { OutcomeAnswer } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { uploads } from '../database/schema.js';

/** The answer an upload got, again: the outcome as it stands now. Null where there is no such upload. */
export async function storedAnswer(
  uploadId: string | null,
  services: { readonly database: Queries },
): Promise<OutcomeAnswer | null> {
  if (uploadId === null) return null;
  const [row] = await services.database
    .select({ id: uploads.id, outcome: uploads.outcome })
    .from(uploads)
    .where(eq(uploads.id, uploadId))
    .limit(1);
  return row === undefined ? null : { v: 1, uploadId: row.id, outcome: row.outcome };
}
