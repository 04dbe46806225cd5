import { recordBreakerEvent } from '../breaker/record-event.js';
import type { Queries } from '../database/database.js';
import type { Services } from '../services.js';
import { changeUpload } from './change-upload.js';
import type { UploadRow } from './upload-row.js';

/** Who rejects, and why. */
export interface Rejection {
  /** The account that decided. */
  readonly by: string;
  readonly reason: string | null;
  /** The id of the decision's record. */
  readonly decisionId: string;
}

/**
 * Rejects a held upload, or takes down one that was published, in the caller's transaction and under its lock. It counts for
 * nothing any more, and the breaker learns of it: every rejection by a person is a hit.
 */
export async function stopUpload(
  transaction: Queries,
  upload: UploadRow,
  rejection: Rejection,
  services: Services,
): Promise<void> {
  const isHeld = upload.outcome === 'held';
  await changeUpload(
    transaction,
    upload,
    {
      type: isHeld ? 'rejected' : 'taken-down',
      outcome: upload.outcome,
      state: isHeld ? 'rejected' : 'takenDown',
      ...rejection,
      // It may be evidence and stays so long.
      set: {
        originalExpiresAt: services.clock() + services.policy.times.evidence,
        expiresAt: null,
        acceptedAt: null,
      },
    },
    services,
  );
  const { id: uploadId, accountId, clusterId } = upload;
  await recordBreakerEvent(transaction, { kind: 'rejected', accountId, clusterId, uploadId }, services);
}
