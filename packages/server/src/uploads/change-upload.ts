import type { Outcome, UploadState } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { type BeforeDecision, decisions, uploads } from '../database/schema.js';
import type { DecisionType } from '../events/decision-event.js';
import { enqueueEvent } from '../events/outbox.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { publish, unpublish } from './publish.js';
import type { UploadRow } from './upload-row.js';

/** One step of an upload's life after its outcome. */
export interface Change {
  readonly type: DecisionType;
  readonly outcome: Outcome;
  readonly state: UploadState;
  /** Who decided; null for timers. */
  readonly by: string | null;
  readonly reason?: string | null;
  /** The id of its record, where the caller refers to it; absent: a random one. */
  readonly decisionId?: string;
  /** Other columns that change with it. */
  readonly set?: Partial<typeof uploads.$inferInsert>;
}

/** Whether pictures of an upload in this place are shown: the one rule, from the table of words. */
export function isShown(place: { readonly outcome: Outcome; readonly state: UploadState }): boolean {
  return place.outcome === 'allowed' && place.state === 'attached';
}

/**
 * Moves an upload that the caller has locked, in the caller's transaction: its row, the record of the decision, address
 * and receipt as the new place demands, and the event for the host. Returns the upload as it is now.
 */
export async function changeUpload(
  transaction: Queries,
  upload: UploadRow,
  change: Change,
  services: Services,
): Promise<UploadRow> {
  const at = services.clock();
  const [changed] = await transaction
    .update(uploads)
    .set({
      ...(change.state === 'hidden' ? {} : { hiddenBy: null, hiddenAt: null, curtainId: null }),
      ...change.set,
      outcome: change.outcome,
      state: change.state,
    })
    .where(eq(uploads.id, upload.id))
    .returning();
  const now = changed ?? upload;
  await transaction.insert(decisions).values({
    id: change.decisionId ?? newToken(services.random),
    uploadId: upload.id,
    type: change.type,
    byAccountId: change.by,
    reason: change.reason ?? null,
    at,
    fromOutcome: upload.outcome,
    fromState: upload.state,
    toOutcome: now.outcome,
    toState: now.state,
    undone: false,
    hiddenBy: now.hiddenBy,
    before: beforeOf(upload),
  });
  const published = isShown(now) ? await publish(transaction, now, services) : null;
  const purge = published === null ? await unpublish(transaction, now, at, services) : [];
  await enqueueEvent(
    transaction,
    {
      v: 1,
      id: newToken(services.random),
      type: change.type,
      at,
      uploadId: upload.id,
      accountId: upload.accountId,
      outcome: now.outcome,
      state: now.state,
      target: targetOf(now) ?? targetOf(upload),
      by: change.by,
      reason: change.reason ?? null,
      pictures: published?.pictures ?? [],
      receipt: published?.receipt ?? null,
      purge,
    },
    services,
  );
  return now;
}

/** What an undo gives back besides outcome and state. */
export function beforeOf({ acceptedAt, hiddenBy, hiddenAt, curtainId }: UploadRow): BeforeDecision {
  return { acceptedAt, hiddenBy, hiddenAt, curtainId };
}

/** What the upload is attached to, or null. */
export function targetOf(
  upload: Pick<UploadRow, 'context' | 'targetContext' | 'targetId'>,
): { context: UploadRow['context']; id: string } | null {
  return upload.targetId === null ? null : { context: upload.targetContext ?? upload.context, id: upload.targetId };
}
