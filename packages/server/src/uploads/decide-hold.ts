import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { changeUpload } from './change-upload.js';
import { finishScreening } from './finish-screening.js';
import { requireRole, rolesForLane } from './require-role.js';
import { lockUpload, readUpload, type UploadRow } from './upload-row.js';

/** What a person decides about a held upload. */
export interface HoldDecision {
  readonly uploadId: string;
  readonly action: 'release' | 'reject';
  readonly by: Actor;
  /** For the record and the host, at most 500 characters are kept. */
  readonly reason?: string;
}

/**
 * Releases (held becomes allowed; attached ones are published with a receipt in the same transaction) or rejects. Throws
 * `role-missing`, `not-found`, `wrong-state` (not held any more, or nothing could be encoded).
 */
export async function decideHold(decision: HoldDecision, services: Services): Promise<void> {
  const { uploadId, action, by } = decision;
  requireRole(by, ['moderator', 'safety'], 'decide about held pictures');
  const before = await readUpload(services.database, uploadId);
  if (action === 'release') {
    requireRole(by, rolesForLane(before.severe), 'release this picture');
    if (before.outcome === 'held' && isOpen(before, action)) {
      const finished = await finishScreening(before, services);
      requireRole(by, rolesForLane(finished.severe), 'release this picture');
    }
  }
  await services.database.transaction(async (transaction) => {
    const upload = await lockUpload(transaction, uploadId);
    if (upload.outcome !== 'held' || !isOpen(upload, action)) {
      throw new SafeUploadError(
        'wrong-state',
        `Upload ${uploadId} waits for nobody: it is ${upload.outcome} and ${upload.state}.`,
      );
    }
    const released = action === 'release';
    await changeUpload(
      transaction,
      upload,
      {
        type: released ? 'released' : 'rejected',
        outcome: released ? 'allowed' : 'held',
        state: released ? upload.state : 'rejected',
        by: by.accountId,
        reason: decision.reason?.slice(0, 500) ?? null,
        set: released
          ? {
              originalExpiresAt: services.clock() + services.policy.times.original,
              // Its hour begins when it could be attached in the open.
              expiresAt: upload.state === 'unattached' ? services.clock() + services.policy.times.unattached : null,
            }
          : { originalExpiresAt: services.clock() + services.policy.times.evidence, expiresAt: null },
      },
      services,
    );
  });
  services.courier.wake();
}

/** Whether this can still be decided. What was withdrawn or expired can only be rejected, and only where it was kept for that. */
function isOpen(upload: UploadRow, action: HoldDecision['action']): boolean {
  if (upload.state === 'withdrawn' || upload.state === 'expired') return upload.severe && action === 'reject';
  return upload.state === 'unattached' || upload.state === 'attached';
}
