import { inArray, sql } from 'drizzle-orm';
import { recordBreakerEvents } from '../breaker/record-event.js';
import type { Queries } from '../database/database.js';
import { decisions, uploads } from '../database/schema.js';
import type { DecisionEvent } from '../events/decision-event.js';
import { enqueueEvents } from '../events/outbox.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { beforeOf, targetOf } from './change-upload.js';
import { unpublishMany } from './publish.js';
import type { UploadRow } from './upload-row.js';

/** One upload that is rejected, and the id of the decision's record. */
export interface Stopped {
  readonly upload: UploadRow;
  readonly decisionId: string;
}

/** Who rejects, and why. */
export interface Rejection {
  readonly by: string;
  readonly reason: string | null;
}

/** Uploads in one statement: six statements stop so many. */
const mostInStatement = 250;

/**
 * Rejects held uploads, and takes down those that were published, as `changeUpload` would one by one, in the caller's
 * transaction and under its locks. They count for nothing any more, and the breaker learns of each: every rejection by a
 * person is a hit.
 */
export async function stopMany(
  transaction: Queries,
  stopped: readonly Stopped[],
  rejection: Rejection,
  services: Services,
): Promise<void> {
  for (let start = 0; start < stopped.length; start += mostInStatement) {
    await stopSome(transaction, stopped.slice(start, start + mostInStatement), rejection, services);
  }
}

async function stopSome(
  transaction: Queries,
  stopped: readonly Stopped[],
  { by, reason }: Rejection,
  services: Services,
): Promise<void> {
  const at = services.clock();
  const ids = stopped.map(({ upload }) => upload.id);
  await transaction
    .update(uploads)
    .set({
      state: sql`case ${uploads.outcome} when 'held' then 'rejected' else 'takenDown' end`,
      hiddenBy: null,
      hiddenAt: null,
      curtainId: null,
      acceptedAt: null,
      expiresAt: null,
      // It may be evidence and stays so long.
      originalExpiresAt: at + services.policy.times.evidence,
    })
    .where(inArray(uploads.id, ids));
  await transaction.insert(decisions).values(
    stopped.map(({ upload, decisionId }) => ({
      id: decisionId,
      uploadId: upload.id,
      byAccountId: by,
      reason,
      at,
      fromOutcome: upload.outcome,
      fromState: upload.state,
      undone: false,
      before: beforeOf(upload),
      ...whereTo(upload),
    })),
  );
  const answered = await unpublishMany(transaction, ids, at, services);
  await enqueueEvents(
    transaction,
    stopped.map(({ upload }): DecisionEvent => {
      const { type, toOutcome: outcome, toState: state } = whereTo(upload);
      const { id: uploadId, accountId } = upload;
      const purge = answered.get(uploadId) ?? [];
      const id = newToken(services.random);
      const target = targetOf(upload);
      return {
        v: 1,
        id,
        type,
        at,
        uploadId,
        accountId,
        outcome,
        state,
        target,
        by,
        reason,
        pictures: [],
        receipt: null,
        purge,
      };
    }),
    services,
  );
  await recordBreakerEvents(
    transaction,
    stopped.map(({ upload: { id: uploadId, accountId, clusterId } }) => ({
      kind: 'rejected' as const,
      accountId,
      clusterId,
      uploadId,
    })),
    services,
  );
}

function whereTo({ outcome }: UploadRow) {
  return outcome === 'held'
    ? ({ type: 'rejected', toOutcome: 'held', toState: 'rejected' } as const)
    : ({ type: 'taken-down', toOutcome: outcome, toState: 'takenDown' } as const);
}
