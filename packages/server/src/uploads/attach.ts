import { type Outcome, SafeUploadError } from '@safeupload/sdk/core';
import { and, eq, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { lockShared } from '../database/locks.js';
import { decisions, uploads } from '../database/schema.js';
import type { Picture } from '../events/decision-event.js';
import type { Services } from '../services.js';
import { readStandingOf, type Standing } from '../trust/standing.js';
import type { AttachTarget } from './attach-target.js';
import { changeUpload, isShown } from './change-upload.js';
import { holdDemands } from './hold-demands.js';
import { publish } from './publish.js';
import type { UploadRow } from './upload-row.js';

/** What a host asks: these uploads of this account belong to this post. */
export interface AttachOrder {
  /** 1–100 ids; repeated ones count once. */
  readonly uploadIds: readonly string[];
  readonly accountId: string;
  readonly target: AttachTarget;
}

/** One attached upload. Held: no pictures and no receipt until a person releases it. */
export interface Attached {
  readonly uploadId: string;
  readonly outcome: Outcome;
  readonly pictures: readonly Picture[];
  readonly receipt: string | null;
}

const mostAtOnce = 100;
const longestTargetId = 200;

/**
 * Attaches all of them or none, in one transaction; publishes the allowed ones. Doing it again for the same target gives
 * the same answer, with a fresh receipt where the old one's key has left the ring. Throws `not-yours` (also for ids that do not exist: whether they do is nobody's business),
 * `wrong-context`, `not-attachable` (refused, rejected, withdrawn, expired, taken down, or attached elsewhere), each with
 * `details.uploadIds`.
 */
export async function attach(order: AttachOrder, services: Services): Promise<Attached[]> {
  const ids = [...new Set(order.uploadIds)];
  const { target, accountId } = order;
  if (ids.length < 1 || ids.length > mostAtOnce || target.id.length < 1 || target.id.length > longestTargetId) {
    throw new SafeUploadError(
      'options-invalid',
      `Attach takes 1–${mostAtOnce} uploads and a target id of 1–${longestTargetId} characters, got ${ids.length} and ${target.id.length}.`,
    );
  }
  const answers = await services.database.transaction(async (transaction) => {
    // The curtain waits for this transaction, or this one for the curtain: nothing becomes public behind its back.
    await lockShared(transaction, 'strictness');
    const standing = await readStandingOf(transaction, accountId, services);
    const rows = await transaction
      .select()
      .from(uploads)
      .where(inArray(uploads.id, ids))
      .orderBy(uploads.id)
      .for('update');
    const found = new Map(rows.map((row) => [row.id, row]));
    const mine = requireEach(ids, 'not-yours', 'belong to another account', (id) => {
      const row = found.get(id);
      return row?.accountId === accountId ? row : undefined;
    });
    requireEach(mine, 'wrong-context', `were not screened for ${target.context}`, (row) =>
      row.context === target.context ? row : undefined,
    );
    requireEach(mine, 'not-attachable', 'cannot be attached any more', (row) =>
      isAttachable(row, target) ? row : undefined,
    );
    const attached: Attached[] = [];
    for (const row of mine) {
      const now = row.state === 'attached' ? row : await attachOne(transaction, row, target, standing, services);
      const published = isShown(now) ? await publish(transaction, now, services) : null;
      attached.push({
        uploadId: row.id,
        outcome: now.outcome,
        pictures: published?.pictures ?? [],
        receipt: published?.receipt ?? null,
      });
    }
    return attached;
  });
  services.courier.wake();
  return answers;
}

/**
 * Attaches one picture. An allowed one that has to wait by now, because a level rose or the curtain went up since it came,
 * is held instead; one that a person released is not asked about again.
 */
async function attachOne(
  transaction: Queries,
  row: UploadRow,
  target: AttachTarget,
  standing: Standing,
  services: Services,
): Promise<UploadRow> {
  const placed = {
    state: 'attached',
    expiresAt: null,
    targetContext: target.context,
    targetId: target.id,
    attachedAt: services.clock(),
  } as const;
  const isAsked = row.outcome === 'allowed' && !(await wasReleased(transaction, row));
  const { context, clusterId } = row;
  const demands = isAsked ? await holdDemands(transaction, { standing, context, clusterId }, services) : [];
  if (demands.length === 0) {
    await transaction.update(uploads).set(placed).where(eq(uploads.id, row.id));
    return { ...row, ...placed };
  }
  return changeUpload(
    transaction,
    row,
    {
      type: 'held',
      outcome: 'held',
      state: 'attached',
      by: null,
      reason: demands.map(({ code }) => code).join(', '),
      set: { ...placed, reasons: [...row.reasons, ...demands], originalExpiresAt: null },
    },
    services,
  );
}

/**
 * Whether a person looked at it and let it pass. That it counts for trust is not enough: a sleeper's picture that stood a
 * week in a thread nobody reads counts, too, and would be brought out behind the curtain.
 */
async function wasReleased(queries: Queries, row: UploadRow): Promise<boolean> {
  if (row.acceptedAt === null) return false;
  const [decision] = await queries
    .select({ id: decisions.id })
    .from(decisions)
    .where(
      and(eq(decisions.uploadId, row.id), inArray(decisions.type, ['released', 'kept']), eq(decisions.undone, false)),
    )
    .limit(1);
  return decision !== undefined;
}

function isAttachable(row: UploadRow, target: AttachTarget): boolean {
  if (row.outcome === 'refused') return false;
  if (row.state === 'attached') return row.targetId === target.id && row.targetContext === target.context;
  return row.state === 'unattached';
}

/** All items as `keep` returns them, or the error that names those it does not. */
function requireEach<T extends string | UploadRow>(
  items: readonly T[],
  code: 'not-yours' | 'wrong-context' | 'not-attachable',
  why: string,
  keep: (item: T) => UploadRow | undefined,
): UploadRow[] {
  const kept = items.map(keep);
  const refused = items.filter((_, index) => kept[index] === undefined);
  if (refused.length > 0) {
    const uploadIds = refused.map((item) => (typeof item === 'string' ? item : item.id));
    throw new SafeUploadError(
      code,
      `${uploadIds.length} of ${items.length} uploads ${why}, so none was attached: ${uploadIds.join(', ')}.`,
      { details: { uploadIds } },
    );
  }
  return kept.filter((row) => row !== undefined);
}
