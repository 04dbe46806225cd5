import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor, Role } from '../identity.js';
import type { Services } from '../services.js';
import { changeUpload } from './change-upload.js';
import { requireRole } from './require-role.js';
import { lockUpload } from './upload-row.js';

/** Who stops showing what, and why. */
export interface TakedownOrder {
  readonly uploadId: string;
  /** For the record and the host, at most 500 characters are kept. */
  readonly reason?: string;
  readonly by: Actor;
}

/**
 * Stops showing a published picture for good, unless undone: its addresses answer 404 and its receipt is revoked when
 * this resolves. The bytes stay sealed. Throws `role-missing`, `not-found`, `wrong-state`.
 */
export function takedown(order: TakedownOrder, services: Services): Promise<void> {
  return stopShowing(order, 'taken-down', ['moderator', 'safety'], services);
}

/** The same for the time being, which volunteers may do too: somebody else will decide. Throws as {@link takedown}. */
export function hide(order: TakedownOrder, services: Services): Promise<void> {
  return stopShowing(order, 'hidden', ['volunteer', 'moderator', 'safety'], services);
}

async function stopShowing(
  order: TakedownOrder,
  type: 'taken-down' | 'hidden',
  allowed: readonly Role[],
  services: Services,
): Promise<void> {
  requireRole(order.by, allowed, type === 'hidden' ? 'hide pictures' : 'take pictures down');
  await services.database.transaction(async (transaction) => {
    const upload = await lockUpload(transaction, order.uploadId);
    const places = type === 'hidden' ? ['attached'] : ['attached', 'hidden', 'unattached'];
    if (upload.outcome !== 'allowed' || !places.includes(upload.state)) {
      throw new SafeUploadError(
        'wrong-state',
        `Upload ${upload.id} is not shown: it is ${upload.outcome} and ${upload.state}. Held ones are released or rejected.`,
      );
    }
    await changeUpload(
      transaction,
      upload,
      {
        type,
        outcome: 'allowed',
        state: type === 'hidden' ? 'hidden' : 'takenDown',
        by: order.by.accountId,
        reason: order.reason?.slice(0, 500) ?? null,
        // What was taken down may be evidence and stays so long; what is hidden stays until somebody decided.
        set: {
          originalExpiresAt: type === 'hidden' ? null : services.clock() + services.policy.times.evidence,
          expiresAt: null,
          ...(type === 'hidden' ? { hiddenBy: 'person', hiddenAt: services.clock() } : {}),
        },
      },
      services,
    );
  });
  services.courier.wake();
}
