import { eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { derivatives } from '../database/schema.js';
import { makeLoose } from '../loose-blobs.js';

/** Removes an upload's derivatives in the caller's transaction and gives their blobs to the reaper. */
export async function forgetDerivatives(transaction: Queries, uploadId: string, at: number): Promise<void> {
  const gone = await transaction
    .delete(derivatives)
    .where(eq(derivatives.uploadId, uploadId))
    .returning({ blobKey: derivatives.blobKey });
  await makeLoose(
    transaction,
    gone.map(({ blobKey }) => blobKey),
    at,
  );
}
