import { inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { decisions, uploads } from '../database/schema.js';
import { enqueueEvents } from '../events/outbox.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { targetOf } from './change-upload.js';
import { publishMany } from './publish.js';
import type { UploadRow } from './upload-row.js';

/**
 * Shows hidden pictures again that the caller has locked, as `changeUpload` would one by one, but with seven statements for
 * all of them: row, decision, receipt, event. What lost its post meanwhile is not shown: it has an hour to be attached to
 * another. The caller bounds how many. Throws `wrong-state` where of one nothing can be published.
 */
export async function showMany(
  transaction: Queries,
  hidden: readonly UploadRow[],
  reason: string,
  services: Services,
): Promise<void> {
  const attached = hidden.filter(({ targetId }) => targetId !== null);
  const unattached = hidden.filter(({ targetId }) => targetId === null);
  await place(transaction, attached, 'attached', reason, services);
  await place(transaction, unattached, 'unattached', reason, services);
}

async function place(
  transaction: Queries,
  hidden: readonly UploadRow[],
  state: 'attached' | 'unattached',
  reason: string,
  services: Services,
): Promise<void> {
  if (hidden.length === 0) return;
  const at = services.clock();
  const { times } = services.policy;
  const ids = hidden.map(({ id }) => id);
  await transaction
    .update(uploads)
    .set({
      state,
      hiddenBy: null,
      hiddenAt: null,
      curtainId: null,
      originalExpiresAt: at + times.original,
      expiresAt: state === 'unattached' ? at + times.unattached : null,
    })
    .where(inArray(uploads.id, ids));
  await transaction.insert(decisions).values(
    hidden.map((upload) => ({
      id: newToken(services.random),
      uploadId: upload.id,
      type: 'shown-again' as const,
      byAccountId: null,
      reason,
      at,
      fromOutcome: upload.outcome,
      fromState: upload.state,
      toOutcome: upload.outcome,
      toState: state,
      undone: false,
    })),
  );
  const published = state === 'attached' ? await publishMany(transaction, hidden, services) : null;
  await enqueueEvents(
    transaction,
    hidden.map((upload) => ({
      v: 1,
      id: newToken(services.random),
      type: 'shown-again',
      at,
      uploadId: upload.id,
      accountId: upload.accountId,
      outcome: upload.outcome,
      state,
      target: targetOf(upload),
      by: null,
      reason,
      pictures: published?.get(upload.id)?.pictures ?? [],
      receipt: published?.get(upload.id)?.receipt ?? null,
      purge: [],
    })),
    services,
  );
}
