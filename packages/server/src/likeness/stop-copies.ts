import { and, eq, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { changeUpload } from '../uploads/change-upload.js';
import { hideMany } from '../uploads/hide-many.js';
import type { UploadRow } from '../uploads/upload-row.js';

/** A copy as it stands, locked. */
export type LockedCopy = Pick<UploadRow, 'id' | 'outcome' | 'state' | 'hiddenBy'>;

/** What became of the copies of a rejected picture. */
export interface StoppedCopies {
  /** Were public and are hidden now. */
  readonly hidden: number;
  /** Could have been made public and wait now. */
  readonly held: number;
}

/** Uploads in one statement. */
const mostInStatement = 1000;
const why = 'looks like a picture that was rejected';

/**
 * Stops the copies of a rejected picture until a person has looked at each: those that are public are hidden, whoever's they
 * are; those that could be made public wait; those that are hidden already, and would come back by themselves or could be shown by a
 * volunteer, are hidden for their likeness from now on. Nothing is rejected with them: likeness can be accidental or forged.
 * The caller has locked the rows.
 */
export async function stopCopies(
  transaction: Queries,
  copies: readonly LockedCopy[],
  by: string,
  services: Services,
): Promise<StoppedCopies> {
  const published = copies.filter(({ outcome }) => outcome === 'allowed');
  const shown = published.filter(({ state }) => state === 'attached');
  const hidden = await hideMany(transaction, shown, { hiddenBy: 'likeness', by, reason: why }, services);
  const drafts = published.filter(({ state }) => state === 'unattached').map(({ id }) => id);
  await holdDrafts(transaction, drafts, by, services);
  const returning = published
    .filter(({ state, hiddenBy }) => state === 'hidden' && (hiddenBy === 'curtain' || hiddenBy === 'person'))
    .map(({ id }) => id);
  for (let start = 0; start < returning.length; start += mostInStatement) {
    await transaction
      .update(uploads)
      .set({ hiddenBy: 'likeness' })
      .where(inArray(uploads.id, returning.slice(start, start + mostInStatement)));
  }
  return { hidden: hidden.length, held: drafts.length };
}

/** What nobody attached yet goes within the hour: there are few of them, so they are changed one by one. */
async function holdDrafts(transaction: Queries, ids: readonly string[], by: string, services: Services): Promise<void> {
  for (let start = 0; start < ids.length; start += mostInStatement) {
    const rows = await transaction
      .select()
      .from(uploads)
      .where(and(inArray(uploads.id, ids.slice(start, start + mostInStatement)), eq(uploads.outcome, 'allowed')));
    for (const row of rows) {
      const reasons = [...row.reasons, { code: 'like-rejected' } as const];
      const set = { reasons, originalExpiresAt: null };
      await changeUpload(
        transaction,
        row,
        { type: 'held', outcome: 'held', state: row.state, by, reason: why, set },
        services,
      );
    }
  }
}
