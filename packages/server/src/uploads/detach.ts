import { SafeUploadError } from '@safeupload/sdk/core';
import { inArray } from 'drizzle-orm';
import { uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { changeUpload } from './change-upload.js';

/**
 * Takes uploads off what they were attached to, because the post is gone or edited: the addresses answer 404 and the
 * receipts are revoked. They may be attached again within an hour, then they expire. What a person hid, took down or
 * rejected stays so, and an undo will not show it in a post that is gone. Throws `not-yours`. Those that are attached to
 * nothing stay as they are.
 */
export async function detach(
  order: { readonly uploadIds: readonly string[]; readonly accountId: string },
  services: Services,
): Promise<void> {
  const ids = [...new Set(order.uploadIds)];
  if (ids.length === 0) return;
  await services.database.transaction(async (transaction) => {
    const rows = await transaction
      .select()
      .from(uploads)
      .where(inArray(uploads.id, ids))
      .orderBy(uploads.id)
      .for('update');
    const yours = new Set(rows.filter((row) => row.accountId === order.accountId).map((row) => row.id));
    const foreign = ids.filter((id) => !yours.has(id));
    if (foreign.length > 0) {
      throw new SafeUploadError('not-yours', `These uploads belong to another account: ${foreign.join(', ')}.`, {
        details: { uploadIds: foreign },
      });
    }
    for (const row of rows) {
      if (row.targetId === null || row.state === 'expired' || row.state === 'withdrawn') continue;
      const open = row.state === 'attached';
      await changeUpload(
        transaction,
        row,
        {
          type: 'detached',
          outcome: row.outcome,
          state: open ? 'unattached' : row.state,
          by: order.accountId,
          set: {
            targetContext: null,
            targetId: null,
            attachedAt: null,
            expiresAt: open ? services.clock() + services.policy.times.unattached : null,
          },
        },
        services,
      );
    }
  });
  services.courier.wake();
}
