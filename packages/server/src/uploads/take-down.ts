import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { type Change, changeUpload } from './change-upload.js';
import { rejectTogether } from './reject-together.js';
import { requireRole } from './require-role.js';
import { lockUpload, readUpload, type UploadRow } from './upload-row.js';

/** Who stops showing what, and why. */
export interface TakedownOrder {
  readonly uploadId: string;
  /** For the record and the host, at most 500 characters are kept. */
  readonly reason?: string;
  readonly by: Actor;
  /** With `takedown`: as with a rejection, onto the local hold bank with it, and its copies are stopped. */
  readonly bank?: boolean;
}

/**
 * Stops showing a published picture for good, unless undone: its addresses answer 404 and its receipt is revoked when
 * this resolves. The bytes stay sealed, its reports were right, and the breaker learns of it. Throws `role-missing`,
 * `not-found`, `wrong-state`.
 */
export async function takedown(order: TakedownOrder, services: Services): Promise<void> {
  const { uploadId, by, reason } = order;
  requireRole(by, ['moderator', 'safety'], 'take pictures down');
  await readUpload(services.database, uploadId);
  await rejectTogether(
    {
      uploadIds: [uploadId],
      bank: order.bank === true,
      by: by.accountId,
      reason,
      async choose(_, rows) {
        for (const row of rows) {
          const isThere = row.state === 'attached' || row.state === 'hidden' || row.state === 'unattached';
          if (row.outcome !== 'allowed' || !isThere) throw notShown(row);
        }
        return rows;
      },
    },
    services,
  );
}

/**
 * The same for the time being, which volunteers may do too: somebody else will decide. What is shown is hidden; what is
 * allowed but in no post waits for a person before it can be shown. Throws as {@link takedown}.
 */
export async function hide(order: TakedownOrder, services: Services): Promise<void> {
  requireRole(order.by, ['volunteer', 'moderator', 'safety'], 'hide pictures');
  await services.database.transaction(async (transaction) => {
    const upload = await lockUpload(transaction, order.uploadId);
    const reason = order.reason?.slice(0, 500) ?? null;
    await changeUpload(transaction, upload, { ...stopped(upload, services), by: order.by.accountId, reason }, services);
  });
  services.courier.wake();
}

function stopped(upload: UploadRow, services: Services): Omit<Change, 'by'> {
  if (upload.outcome === 'allowed' && upload.state === 'attached') {
    return {
      type: 'hidden',
      outcome: 'allowed',
      state: 'hidden',
      // What is hidden stays until somebody decided.
      set: { hiddenBy: 'person', hiddenAt: services.clock(), originalExpiresAt: null, expiresAt: null },
    };
  }
  if (upload.outcome === 'allowed' && upload.state === 'unattached') {
    return {
      type: 'held',
      outcome: 'held',
      state: 'unattached',
      set: { reasons: [...upload.reasons, { code: 'put-on-hold' }], originalExpiresAt: null },
    };
  }
  throw notShown(upload);
}

function notShown({ id, outcome, state }: UploadRow): SafeUploadError {
  return new SafeUploadError(
    'wrong-state',
    `Upload ${id} is not shown: it is ${outcome} and ${state}. Held ones are released or rejected.`,
  );
}
