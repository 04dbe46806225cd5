import { SafeUploadError, type UploadState } from '@safeupload/sdk/core';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { decisions } from '../database/schema.js';
import type { Actor, Role } from '../identity.js';
import type { Services } from '../services.js';
import { changeUpload } from './change-upload.js';
import { requireRole, rolesForLane } from './require-role.js';
import { lockUpload, type UploadRow } from './upload-row.js';

/** Decisions of people that can be taken back. */
export const undoable = ['released', 'rejected', 'hidden', 'taken-down'] as const;

/**
 * Takes back the last decision about an upload, if the upload is still where that decision put it. What was shown is
 * shown again at the same address, with a new receipt: a revoked one stays revoked, so that caches of revocations never
 * have to forget. Throws `role-missing`, `not-found`, `wrong-state`.
 */
export async function undo(
  order: { readonly uploadId: string; readonly by: Actor },
  services: Services,
): Promise<void> {
  requireRole(order.by, ['volunteer', 'moderator', 'safety'], 'undo');
  await services.database.transaction(async (transaction) => {
    const upload = await lockUpload(transaction, order.uploadId);
    const [last] = await transaction
      .select()
      .from(decisions)
      .where(
        and(eq(decisions.uploadId, upload.id), eq(decisions.undone, false), inArray(decisions.type, [...undoable])),
      )
      .orderBy(desc(decisions.at), desc(decisions.id))
      .limit(1);
    if (last === undefined || last.toOutcome !== upload.outcome || last.toState !== upload.state) {
      throw new SafeUploadError(
        'wrong-state',
        `Upload ${upload.id} is not where its last decision put it: nothing to undo.`,
      );
    }
    requireRole(order.by, rolesToUndo(last.type, upload), 'undo this decision');
    // Its post was removed meanwhile: nothing may be shown there again.
    const state = last.fromState === 'attached' && upload.targetId === null ? 'unattached' : last.fromState;
    await transaction.update(decisions).set({ undone: true }).where(eq(decisions.id, last.id));
    await changeUpload(
      transaction,
      upload,
      {
        type: 'undone',
        outcome: last.fromOutcome,
        state,
        by: order.by.accountId,
        reason: `undid ${last.type}`,
        set: timersAt(last.fromOutcome === 'held', state, upload, services),
      },
      services,
    );
  });
  services.courier.wake();
}

/** It takes what deciding took; showing again what was on a severe bank takes the safety officer. */
function rolesToUndo(type: string, upload: UploadRow): readonly Role[] {
  if (type === 'hidden' && !upload.severe) return ['volunteer', 'moderator', 'safety'];
  return type === 'hidden' || type === 'taken-down' ? rolesForLane(upload.severe) : ['moderator', 'safety'];
}

function timersAt(
  held: boolean,
  state: UploadState,
  upload: UploadRow,
  services: Services,
): Pick<UploadRow, 'originalExpiresAt' | 'expiresAt'> {
  const now = services.clock();
  const { times } = services.policy;
  return {
    originalExpiresAt: held ? null : now + times.original,
    expiresAt: state === 'unattached' && !(held && upload.severe) ? now + times.unattached : null,
  };
}
