import type { Outcome, UploadState } from '@safeupload/sdk/core';
import { and, desc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import { decisions, uploads } from '../database/schema.js';
import type { DecisionType } from '../events/decision-event.js';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { requireRole } from './require-role.js';
import { isUndoable, undoable } from './undo.js';

/** One decision of a person, for the list with the undo buttons. */
export interface DecisionRecord {
  readonly uploadId: string;
  /** Whose upload it is. */
  readonly accountId: string;
  readonly type: DecisionType;
  readonly by: string;
  readonly reason: string | null;
  /** ms since the epoch. */
  readonly at: number;
  /** Where the upload stands now. */
  readonly outcome: Outcome;
  readonly state: UploadState;
  readonly severe: boolean;
  /** Whether `undo` would take this very decision back. */
  readonly canUndo: boolean;
}

/**
 * The newest decisions of people, newest first, at most `most` (1–200, default 50), without what the curtain or a likeness
 * hid in one press: hundreds of those would push everything else off the list. Throws `role-missing`.
 */
export async function recentDecisions(
  order: { readonly by: Actor; readonly most?: number },
  services: Services,
): Promise<DecisionRecord[]> {
  requireRole(order.by, ['volunteer', 'moderator', 'safety'], 'see what was decided');
  const rows = await services.database
    .select({ decision: decisions, upload: uploads })
    .from(decisions)
    .innerJoin(uploads, eq(uploads.id, decisions.uploadId))
    .where(and(isNotNull(decisions.byAccountId), or(isNull(decisions.hiddenBy), eq(decisions.hiddenBy, 'person'))))
    .orderBy(desc(decisions.at), desc(decisions.id))
    .limit(Math.min(200, Math.max(1, order.most ?? 50)));
  const seen = new Set<string>();
  return rows.map(({ decision, upload }) => {
    const canBeUndone = (undoable as readonly DecisionType[]).includes(decision.type) && !decision.undone;
    const newest = canBeUndone && !seen.has(upload.id);
    if (canBeUndone) seen.add(upload.id);
    return {
      uploadId: upload.id,
      accountId: upload.accountId,
      type: decision.type,
      by: decision.byAccountId ?? '',
      reason: decision.reason,
      at: decision.at,
      outcome: upload.outcome,
      state: upload.state,
      severe: upload.severe,
      canUndo: newest && isUndoable(decision, upload),
    };
  });
}
