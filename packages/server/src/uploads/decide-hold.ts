import { SafeUploadError } from '@safeupload/sdk/core';
import { recordBreakerEvent } from '../breaker/record-event.js';
import { lock } from '../database/locks.js';
import type { Actor } from '../identity.js';
import { settleReports } from '../reports/settle-reports.js';
import type { Services } from '../services.js';
import { type Change, changeUpload } from './change-upload.js';
import { type DeskPlace, deskPlaceOf } from './desk-place.js';
import { finishScreening } from './finish-screening.js';
import { rejectTogether } from './reject-together.js';
import { requireRole, rolesForLane } from './require-role.js';
import { lockUpload, readUpload, type UploadRow } from './upload-row.js';

/** What a person decides about an upload at the desk. */
export interface HoldDecision {
  readonly uploadId: string;
  readonly action: 'release' | 'reject';
  readonly by: Actor;
  /** For the record and the host, at most 500 characters are kept. */
  readonly reason?: string;
  /**
   * With `reject`: the picture goes onto the local hold bank, and its copies are hidden where they are public, or wait, when
   * this resolves.
   */
  readonly bank?: boolean;
}

/**
 * Releases or rejects what stands at the desk. Released: held ones become allowed, hidden ones are shown again at the same
 * address with a fresh receipt, reported ones that are shown are kept; their reports were wrong, and the picture counts for its account's trust.
 * Rejected: held ones are never shown, all others are taken down; their reports were right, and the breaker learns of it.
 * Throws `role-missing`, `not-found`, `wrong-state` (it waits for nobody any more, or nothing could be encoded).
 */
export async function decideHold(decision: HoldDecision, services: Services): Promise<void> {
  const { uploadId, by, reason } = decision;
  requireRole(by, ['moderator', 'safety'], 'decide about pictures at the desk');
  const before = await readUpload(services.database, uploadId);
  if (decision.action === 'release') return release(decision, before, services);
  await rejectTogether(
    {
      uploadIds: [uploadId],
      bank: decision.bank === true,
      by: by.accountId,
      reason,
      async choose(transaction, rows) {
        for (const row of rows) {
          if ((await deskPlaceOf(transaction, row)) === null) throw waitsForNobody(row);
        }
        return rows;
      },
    },
    services,
  );
}

async function release(decision: HoldDecision, before: UploadRow, services: Services): Promise<void> {
  const { uploadId, by, reason } = decision;
  requireRole(by, rolesForLane(before.severe), 'release this picture');
  if ((await deskPlaceOf(services.database, before)) === 'held') await finishScreening(before, services);
  await services.database.transaction(async (transaction) => {
    await lock(transaction, 'reports');
    const upload = await lockUpload(transaction, uploadId);
    // Screening it to the end, or a report, may have moved it into the severe lane meanwhile.
    requireRole(by, rolesForLane(upload.severe), 'release this picture');
    const place = await deskPlaceOf(transaction, upload);
    if (place === null || place === 'gone') throw waitsForNobody(upload);
    await changeUpload(
      transaction,
      upload,
      { ...released(upload, place, services), by: by.accountId, reason: reason?.slice(0, 500) ?? null },
      services,
    );
    await settleReports(transaction, [uploadId], 'wrong', services);
    // It matched a list, and a person says that it is something else: no hit, so no level of its account or its group.
    if (place === 'held' && upload.reasons.some(({ code }) => code.endsWith('-listed'))) {
      const { accountId, clusterId } = upload;
      await recordBreakerEvent(transaction, { kind: 'retracted', accountId, clusterId, uploadId }, services);
    }
  });
  services.courier.wake();
}

function released(upload: UploadRow, place: Exclude<DeskPlace, 'gone'>, services: Services): Omit<Change, 'by'> {
  const now = services.clock();
  const { times } = services.policy;
  const acceptedAt = upload.acceptedAt ?? now;
  if (place === 'reported') {
    return { type: 'kept', outcome: 'allowed', state: upload.state, set: { acceptedAt } };
  }
  // A hidden one whose post is gone meanwhile may be attached to another.
  const state = place === 'hidden' ? (upload.targetId === null ? 'unattached' : 'attached') : upload.state;
  return {
    type: 'released',
    outcome: 'allowed',
    state,
    set: {
      acceptedAt,
      originalExpiresAt: now + times.original,
      // Its hour begins when it could be attached in the open.
      expiresAt: state === 'unattached' ? now + times.unattached : null,
    },
  };
}

function waitsForNobody({ id, outcome, state }: UploadRow): SafeUploadError {
  return new SafeUploadError('wrong-state', `Upload ${id} waits for nobody: it is ${outcome} and ${state}.`);
}
