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
 * Copies of what was in the severe lane go there: nobody else has to look at them. The caller has locked the rows.
 */
export async function stopCopies(
  transaction: Queries,
  copies: readonly LockedCopy[],
  press: { readonly by: string; readonly severe: boolean },
  services: Services,
): Promise<StoppedCopies> {
  const { by } = press;
  const severe = press.severe ? ({ severe: true } as const) : {};
  const published = copies.filter(({ outcome }) => outcome === 'allowed');
  const shown = published.filter(({ state }) => state === 'attached');
  const hidden = await hideMany(transaction, shown, { hiddenBy: 'likeness', by, reason: why, ...severe }, services);
  const drafts = published.filter(({ state }) => state === 'unattached').map(({ id }) => id);
  await holdDrafts(transaction, drafts, press, services);
  // What reports hid stays theirs: they hide only so many at a time.
  const behind = published.filter(({ state, hiddenBy }) => state === 'hidden' && hiddenBy !== 'report');
  for (let start = 0; start < behind.length; start += mostInStatement) {
    const ids = behind.slice(start, start + mostInStatement).map(({ id }) => id);
    await transaction
      .update(uploads)
      .set({ hiddenBy: 'likeness', ...severe })
      .where(inArray(uploads.id, ids));
  }
  return { hidden: hidden.length, held: drafts.length };
}

/** What nobody attached yet goes within the hour: there are few of them, so they are changed one by one. */
async function holdDrafts(
  transaction: Queries,
  ids: readonly string[],
  press: { readonly by: string; readonly severe: boolean },
  services: Services,
): Promise<void> {
  const { by } = press;
  for (let start = 0; start < ids.length; start += mostInStatement) {
    const rows = await transaction
      .select()
      .from(uploads)
      .where(and(inArray(uploads.id, ids.slice(start, start + mostInStatement)), eq(uploads.outcome, 'allowed')));
    for (const row of rows) {
      const reasons = [...row.reasons, { code: 'like-rejected' } as const];
      const set = { reasons, originalExpiresAt: null, ...(press.severe ? { severe: true } : {}) };
      await changeUpload(
        transaction,
        row,
        { type: 'held', outcome: 'held', state: row.state, by, reason: why, set },
        services,
      );
    }
  }
}
