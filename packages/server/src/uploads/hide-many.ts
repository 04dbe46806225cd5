import { and, eq, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { decisions, uploads } from '../database/schema.js';
import { enqueueEvents } from '../events/outbox.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { targetOf } from './change-upload.js';
import { unpublishMany } from './publish.js';
import type { UploadRow } from './upload-row.js';

/** Why many pictures are hidden at once, and who said so. */
export interface Hiding {
  readonly hiddenBy: NonNullable<UploadRow['hiddenBy']>;
  /** The account that decided; null where nobody did by name: reports, the curtain's own clock. */
  readonly by: string | null;
  /** For the record and the host. */
  readonly reason: string | null;
  /** The curtain that hides them. */
  readonly curtainId?: string;
  /** True: they move into the safety officer's lane. Absent: they stay in the lane they are in. */
  readonly severe?: true;
}

/** Uploads in one statement: five statements hide so many. Far below PostgreSQL's 65,535 parameters. */
const mostInStatement = 250;

/**
 * Hides pictures that are shown, as `changeUpload` would one by one, but with five statements for each 250 of them: row,
 * decision, receipt, event with the addresses to purge. The caller has locked the rows, in the order of their ids; those
 * that are not shown stay as they are. Returns the ids of those that were hidden.
 */
export async function hideMany(
  transaction: Queries,
  rows: readonly Pick<UploadRow, 'id'>[],
  hiding: Hiding,
  services: Services,
): Promise<string[]> {
  const hidden: string[] = [];
  for (let start = 0; start < rows.length; start += mostInStatement) {
    const ids = rows.slice(start, start + mostInStatement).map(({ id }) => id);
    hidden.push(...(await hideSome(transaction, ids, hiding, services)));
  }
  return hidden;
}

async function hideSome(
  transaction: Queries,
  ids: readonly string[],
  hiding: Hiding,
  services: Services,
): Promise<string[]> {
  const at = services.clock();
  const { hiddenBy, by, reason, curtainId, severe } = hiding;
  const hidden = await transaction
    .update(uploads)
    .set({
      state: 'hidden',
      hiddenBy,
      hiddenAt: at,
      curtainId: curtainId ?? null,
      // What is hidden waits for a person, with the bytes that were received.
      originalExpiresAt: null,
      expiresAt: null,
      ...(severe === undefined ? {} : { severe }),
    })
    .where(and(inArray(uploads.id, [...ids]), eq(uploads.outcome, 'allowed'), eq(uploads.state, 'attached')))
    .returning({
      id: uploads.id,
      accountId: uploads.accountId,
      context: uploads.context,
      targetContext: uploads.targetContext,
      targetId: uploads.targetId,
    });
  if (hidden.length === 0) return [];
  await transaction.insert(decisions).values(
    hidden.map(({ id }) => ({
      id: newToken(services.random),
      uploadId: id,
      type: 'hidden' as const,
      byAccountId: by,
      reason,
      at,
      fromOutcome: 'allowed' as const,
      fromState: 'attached' as const,
      toOutcome: 'allowed' as const,
      toState: 'hidden' as const,
      undone: false,
      hiddenBy,
    })),
  );
  const hiddenIds = hidden.map(({ id }) => id);
  const answered = await unpublishMany(transaction, hiddenIds, at, services);
  await enqueueEvents(
    transaction,
    hidden.map((upload) => ({
      v: 1,
      id: newToken(services.random),
      type: 'hidden',
      at,
      uploadId: upload.id,
      accountId: upload.accountId,
      outcome: 'allowed',
      state: 'hidden',
      target: targetOf(upload),
      by,
      reason,
      pictures: [],
      receipt: null,
      purge: answered.get(upload.id) ?? [],
    })),
    services,
  );
  return hiddenIds;
}
