import { and, eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { reports } from '../database/schema.js';
import type { UploadRow } from './upload-row.js';

/**
 * Why an upload stands at the desk: it is `held`, it was shown and is `hidden`, or it is shown and `reported`. `gone`: its
 * owner withdrew it or nobody attached it, but it stays in the severe lane and can still be rejected.
 */
export type DeskPlace = 'held' | 'gone' | 'hidden' | 'reported';

/** Where an upload stands at the desk; null where it waits for nobody. */
export async function deskPlaceOf(queries: Queries, upload: UploadRow): Promise<DeskPlace | null> {
  const { outcome, state, severe } = upload;
  if (outcome === 'held') {
    if (state === 'unattached' || state === 'attached') return 'held';
    return severe && (state === 'withdrawn' || state === 'expired') ? 'gone' : null;
  }
  if (outcome !== 'allowed') return null;
  if (state === 'hidden') return 'hidden';
  return state === 'attached' && (await hasOpenReport(queries, upload.id)) ? 'reported' : null;
}

/** Whether members reported it and nobody settled that yet. */
export async function hasOpenReport(queries: Queries, uploadId: string): Promise<boolean> {
  const [report] = await queries
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.uploadId, uploadId), eq(reports.state, 'open')))
    .limit(1);
  return report !== undefined;
}
