import { SafeUploadError, type UploadState } from '@safeupload/sdk/core';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { unbankRejected } from '../banks/bank-rejected.js';
import { recordBreakerEvent } from '../breaker/record-event.js';
import type { Queries } from '../database/database.js';
import { lock, lockShared } from '../database/locks.js';
import { decisions, derivatives } from '../database/schema.js';
import type { Actor, Role } from '../identity.js';
import { reopenReports } from '../reports/settle-reports.js';
import type { Services } from '../services.js';
import { readStandingOf } from '../trust/standing.js';
import { changeUpload } from './change-upload.js';
import { hasOpenReport } from './desk-place.js';
import { holdDemands } from './hold-demands.js';
import { requireRole, rolesForLane } from './require-role.js';
import { lockUpload, type UploadRow } from './upload-row.js';

/** Decisions of people that can be taken back. */
export const undoable = ['released', 'rejected', 'kept', 'hidden', 'taken-down'] as const;

type Decision = typeof decisions.$inferSelect;

/**
 * Takes back the last decision about an upload, if the upload is still where that decision put it. What was shown is
 * shown again at the same address, with a new receipt: a revoked one stays revoked, so that caches of revocations never
 * have to forget. Reports it settled are open again, the breaker forgets its hit, and what it put onto the local hold bank
 * goes off unless another decision stands for it. Copies that a rejection hid stay hidden: a person has to look at each.
 * What reports, the curtain or likeness hid is released, not undone. Throws `role-missing`, `not-found`, `wrong-state`.
 */
export async function undo(
  order: { readonly uploadId: string; readonly by: Actor },
  services: Services,
): Promise<void> {
  requireRole(order.by, ['volunteer', 'moderator', 'safety'], 'undo');
  await services.database.transaction(async (transaction) => {
    await lockShared(transaction, 'strictness');
    await lock(transaction, 'likeness');
    await lock(transaction, 'reports');
    const upload = await lockUpload(transaction, order.uploadId);
    const last = await lastDecisionOn(transaction, upload);
    requireRole(order.by, rolesToUndo(last, upload), 'undo this decision');
    // Its post was removed meanwhile: nothing may be shown there again.
    const state = last.fromState === 'attached' && upload.targetId === null ? 'unattached' : last.fromState;
    await requireItsPicture(transaction, upload);
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
        set: setBack(last, state, services),
      },
      services,
    );
    if (last.type === 'hidden') return requireQuiet(transaction, upload, order.by, services);
    await reopenReports(transaction, upload.id, last.at);
    if (last.type === 'rejected' || last.type === 'taken-down') {
      const { id: uploadId, accountId, clusterId } = upload;
      await recordBreakerEvent(transaction, { kind: 'retracted', accountId, clusterId, uploadId }, services);
      await unbankRejected(transaction, last.id);
    }
  });
  services.courier.wake();
}

/** The decision that put it where it is. Throws `wrong-state` where none did, or none that is taken back this way. */
async function lastDecisionOn(transaction: Queries, upload: UploadRow): Promise<Decision> {
  const [last] = await transaction
    .select()
    .from(decisions)
    .where(and(eq(decisions.uploadId, upload.id), eq(decisions.undone, false), inArray(decisions.type, [...undoable])))
    .orderBy(desc(decisions.at), desc(decisions.id))
    .limit(1);
  if (last !== undefined && isUndoable(last, upload)) return last;
  throw new SafeUploadError(
    'wrong-state',
    `Upload ${upload.id} is not where a person's last decision put it: nothing to undo.`,
  );
}

/** Whether {@link undo} would take this decision back, were it the last one: what hid many pictures is released one by one. */
export function isUndoable(decision: Decision, upload: UploadRow): boolean {
  const isStill = decision.toOutcome === upload.outcome && decision.toState === upload.state;
  if (decision.type !== 'hidden') return isStill && (undoable as readonly string[]).includes(decision.type);
  return isStill && upload.hiddenBy === 'person' && (decision.hiddenBy ?? 'person') === 'person';
}

/** It takes what deciding took; showing again what was on a severe bank takes the safety officer. */
function rolesToUndo({ type }: Decision, upload: UploadRow): readonly Role[] {
  if (type === 'hidden' && !upload.severe) return ['volunteer', 'moderator', 'safety'];
  return type === 'hidden' || type === 'taken-down' ? rolesForLane(upload.severe) : ['moderator', 'safety'];
}

/**
 * A volunteer shows again only what nobody reported and what anybody could show at this moment: not behind the curtain, nor
 * what looks like a rejected picture. Asked when it is shown again, so that it does not itself speak against its account;
 * what throws here takes that back.
 */
async function requireQuiet(transaction: Queries, upload: UploadRow, by: Actor, services: Services): Promise<void> {
  const standing = await readStandingOf(transaction, upload.accountId, services);
  const { id, context, clusterId } = upload;
  const demands = await holdDemands(transaction, { standing, context, clusterId }, services);
  const isQuiet = demands.every(({ code }) => code === 'newcomer') && !(await hasOpenReport(transaction, id));
  if (!isQuiet) requireRole(by, rolesForLane(upload.severe), 'show this picture again at this moment');
}

/** Throws `wrong-state` where the picture went since: there is nothing left that could be shown or decided about. */
async function requireItsPicture(transaction: Queries, upload: UploadRow): Promise<void> {
  if (upload.originalKey !== null) return;
  const [derivative] = await transaction
    .select({ name: derivatives.name })
    .from(derivatives)
    .where(eq(derivatives.uploadId, upload.id))
    .limit(1);
  if (derivative !== undefined) return;
  throw new SafeUploadError('wrong-state', `The picture of upload ${upload.id} is gone: nothing to undo.`);
}

type SetBack = Pick<
  UploadRow,
  'originalExpiresAt' | 'expiresAt' | 'acceptedAt' | 'hiddenBy' | 'hiddenAt' | 'curtainId'
>;

function setBack(last: Decision, state: UploadState, services: Services): SetBack {
  const now = services.clock();
  const { times } = services.policy;
  const held = last.fromOutcome === 'held';
  const hidden = state === 'hidden';
  const { before } = last;
  return {
    // What waits for a person keeps its bytes.
    originalExpiresAt: held || hidden ? null : now + times.original,
    expiresAt: state === 'unattached' ? now + times.unattached : null,
    acceptedAt: before === null ? null : before.acceptedAt,
    hiddenBy: hidden ? (before?.hiddenBy ?? 'person') : null,
    hiddenAt: hidden ? (before?.hiddenAt ?? now) : null,
    curtainId: hidden ? (before?.curtainId ?? null) : null,
  };
}
