import { fromBase64url, fromUtf8, SafeUploadError } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { records } from '../database/schema.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { recordKeyOf, type UploadRecord } from './keep-record.js';

/**
 * The record of one upload, opened; null where it was deleted after its time. Throws `keys-missing` where the ring lost its
 * key, `read-failed` where it was altered or belongs to another upload.
 */
export async function openRecord(
  queries: Queries,
  uploadId: string,
  services: Pick<Services, 'keys'>,
): Promise<UploadRecord | null> {
  const [row] = await queries.select({ sealed: records.sealed }).from(records).where(eq(records.uploadId, uploadId));
  if (row === undefined) return null;
  const opened = await openSealed(
    fromBase64url(row.sealed) ?? new Uint8Array(),
    recordKeyOf(uploadId),
    services.keys.sealing,
  );
  const record: unknown = JSON.parse(fromUtf8(opened) ?? 'null');
  if (!isRecordOf(record, uploadId)) {
    throw new SafeUploadError('read-failed', `The sealed record of upload ${uploadId} is of a later version.`);
  }
  return record;
}

/** What opens was sealed by `keepRecord` under our own key: only its version and its upload are left to ask. */
function isRecordOf(value: unknown, uploadId: string): value is UploadRecord {
  if (typeof value !== 'object' || value === null) return false;
  return Reflect.get(value, 'v') === 1 && Reflect.get(value, 'uploadId') === uploadId;
}
