import type { Context, Outcome, UploadState } from '@safeupload/sdk/core';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { derivatives, receipts, uploads } from '../database/schema.js';
import type { Picture } from '../events/decision-event.js';
import type { Services } from '../services.js';
import type { AttachTarget } from './attach-target.js';
import { isShown, targetOf } from './change-upload.js';
import { largestFirst, pictureOf, publishedOf } from './publish.js';
import { readUpload } from './upload-row.js';

/** What a renderer needs of one upload: pictures and receipt only where both are valid now. */
export interface PicturesOfUpload {
  readonly outcome: Outcome;
  readonly state: UploadState;
  /** Largest first. */
  readonly pictures: readonly Picture[];
  readonly receipt: string | null;
}

/** One upload as its host sees it. */
export interface UploadView extends PicturesOfUpload {
  readonly uploadId: string;
  readonly accountId: string;
  readonly context: Context;
  readonly target: AttachTarget | null;
  /** When it was uploaded, ms since the epoch. */
  readonly at: number;
}

/** The upload as it stands. Throws `not-found`. */
export async function statusOf(uploadId: string, services: Services): Promise<UploadView> {
  const upload = await readUpload(services.database, uploadId);
  const published = isShown(upload) ? await publishedOf(services.database, uploadId, services) : null;
  return {
    uploadId,
    accountId: upload.accountId,
    context: upload.context,
    outcome: upload.outcome,
    state: upload.state,
    target: targetOf(upload),
    at: upload.createdAt,
    pictures: published?.pictures ?? [],
    receipt: published?.receipt ?? null,
  };
}

const mostAtOnce = 1000;

/**
 * Pictures of many uploads at once, for rendering a page: two queries however many. Ids that do not exist are missing
 * from the map; at most 1,000 ids are read.
 */
export async function picturesOf(
  uploadIds: readonly string[],
  services: Services,
): Promise<Map<string, PicturesOfUpload>> {
  const ids = [...new Set(uploadIds)].slice(0, mostAtOnce);
  if (ids.length === 0) return new Map();
  const rows = await services.database
    .select({ id: uploads.id, outcome: uploads.outcome, state: uploads.state, receipt: receipts.token })
    .from(uploads)
    .leftJoin(receipts, and(eq(receipts.uploadId, uploads.id), isNull(receipts.revokedAt)))
    .where(inArray(uploads.id, ids));
  const shown = rows.filter((row) => isShown(row) && row.receipt !== null).map((row) => row.id);
  const pictures = await picturesByUpload(shown, services);
  return new Map(
    rows.map(({ id, outcome, state, receipt }) => [
      id,
      { outcome, state, pictures: pictures.get(id) ?? [], receipt: pictures.has(id) ? receipt : null },
    ]),
  );
}

async function picturesByUpload(ids: readonly string[], services: Services): Promise<Map<string, Picture[]>> {
  const byUpload = new Map<string, Picture[]>();
  if (ids.length === 0) return byUpload;
  const rows = await services.database
    .select()
    .from(derivatives)
    .where(and(inArray(derivatives.uploadId, [...ids]), eq(derivatives.publishable, true)));
  for (const row of largestFirst(rows, services)) {
    if (row.address === null) continue;
    const pictures = byUpload.get(row.uploadId) ?? [];
    pictures.push(pictureOf(row, row.address, services));
    byUpload.set(row.uploadId, pictures);
  }
  return byUpload;
}
