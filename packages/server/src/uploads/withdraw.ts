import { isSafeUploadError, type StatusAnswer } from '@safeupload/sdk/core';
import type { Queries } from '../database/database.js';
import { lockAgainstOrders } from '../records/legally-held.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { changeUpload } from './change-upload.js';
import { forgetDerivatives } from './forget-derivatives.js';
import { lockUpload, type UploadRow } from './upload-row.js';

/**
 * The owner takes an upload back that is unattached or held. What only the safety officer may see stays sealed for her, and
 * what an order forbids to delete stays until it is lifted: the owner is told the same.
 */
export async function withdraw(
  order: { readonly uploadId: string; readonly accountId: string },
  services: Services,
): Promise<StatusAnswer | Refused> {
  const answer = await services.database.transaction(async (transaction): Promise<StatusAnswer | Refused> => {
    await lockAgainstOrders(transaction);
    const upload = await lockUpload(transaction, order.uploadId).catch(unknownAsNull);
    if (upload === null || upload.accountId !== order.accountId) {
      return refuse('upload-unknown', 'There is no such upload of yours.');
    }
    if (upload.state === 'withdrawn') return statusAnswer(upload);
    const open = upload.state === 'unattached' || (upload.state === 'attached' && upload.outcome === 'held');
    if (!open || upload.outcome === 'refused') {
      return refuse(
        'wrong-state',
        `Only what is unattached or held can be withdrawn; this is ${upload.outcome} and ${upload.state}.`,
      );
    }
    return statusAnswer(await withdrawn(transaction, upload, order.accountId, services));
  });
  if (!isRefused(answer)) services.courier.wake();
  return answer;
}

async function withdrawn(transaction: Queries, upload: UploadRow, by: string, services: Services): Promise<UploadRow> {
  const evidence = upload.severe && upload.outcome === 'held';
  if (!evidence) await forgetDerivatives(transaction, [upload.id], services.clock());
  return changeUpload(
    transaction,
    upload,
    {
      type: 'withdrawn',
      outcome: upload.outcome,
      state: 'withdrawn',
      by,
      set: { expiresAt: null, originalExpiresAt: evidence ? null : services.clock() + services.policy.times.original },
    },
    services,
  );
}

/** Where an upload stands, as its owner is told. */
export function statusAnswer(upload: UploadRow): StatusAnswer {
  return { v: 1, uploadId: upload.id, outcome: upload.outcome, state: upload.state };
}

function unknownAsNull(error: unknown): null {
  if (isSafeUploadError(error) && error.code === 'not-found') return null;
  throw error;
}
