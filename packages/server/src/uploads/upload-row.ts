import { SafeUploadError } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { uploads } from '../database/schema.js';

/** Everything the database knows of one upload. */
export type UploadRow = typeof uploads.$inferSelect;

/** The upload, locked until the transaction ends. Throws `not-found`. */
export async function lockUpload(transaction: Queries, uploadId: string): Promise<UploadRow> {
  const [row] = await transaction.select().from(uploads).where(eq(uploads.id, uploadId)).for('update');
  if (row === undefined) throw unknownUpload(uploadId);
  return row;
}

/** The upload as it stands. Throws `not-found`. */
export async function readUpload(queries: Queries, uploadId: string): Promise<UploadRow> {
  const [row] = await queries.select().from(uploads).where(eq(uploads.id, uploadId));
  if (row === undefined) throw unknownUpload(uploadId);
  return row;
}

function unknownUpload(uploadId: string): SafeUploadError {
  return new SafeUploadError('not-found', `There is no upload ${uploadId.slice(0, 64)}.`);
}
