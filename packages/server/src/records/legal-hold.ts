import { borderOf, SafeUploadError } from '@safeupload/sdk/core';
import { desc, eq, isNull } from 'drizzle-orm';
import { appendAudit } from '../audit/append-audit.js';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { accounts, legalHolds, uploads } from '../database/schema.js';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { requireRole } from '../uploads/require-role.js';

/** What an order forbids to delete: everything of one account, or one upload. */
export type HeldSubject = { readonly accountId: string } | { readonly uploadId: string };

/** What a safety officer asks: nothing of this may be deleted until the order is lifted. */
export type LegalHoldOrder = HeldSubject & {
  /** Who ordered it and its file number, 1–500 characters. */
  readonly reason: string;
  readonly by: Actor;
};

/** One order. */
export interface LegalHold {
  readonly id: string;
  readonly accountId: string | null;
  readonly uploadId: string | null;
  readonly reason: string;
  /** ms since the epoch. */
  readonly placedAt: number;
  readonly placedBy: string;
  /** Null while it is in force. */
  readonly liftedAt: number | null;
  readonly liftedBy: string | null;
}

const mostListed = 1000;
const border = borderOf('options-invalid', 'legal hold');

/**
 * Places an order: from the moment this resolves nothing of its subject is deleted, by no timer and on nobody's wish, while
 * members see and may do what they always could. What was deleted before is gone. Two orders about the same each stand
 * until lifted. Safety officers only. Throws `role-missing`, `options-invalid`, `not-found` where there is no such account
 * or upload: a misspelt one would quietly hold nothing.
 */
export async function placeLegalHold(order: LegalHoldOrder, services: Services): Promise<LegalHold> {
  requireRole(order.by, ['safety'], 'place a legal hold');
  const subject = readSubject(order);
  const hold: LegalHold = {
    id: newToken(services.random),
    ...subject,
    reason: border.text(order.reason, 'reason', 500),
    placedAt: services.clock(),
    placedBy: order.by.accountId,
    liftedAt: null,
    liftedBy: null,
  };
  await services.database.transaction(async (transaction) => {
    // Waits for the deletions that are under way: none of them ends after this order stands.
    await lock(transaction, 'legal-holds');
    await requireKnown(transaction, hold);
    await transaction.insert(legalHolds).values(hold);
    const { id, accountId, uploadId, reason } = hold;
    await appendAudit(
      transaction,
      {
        by: hold.placedBy,
        action: 'legal-hold-placed',
        subject: subjectOf(hold),
        details: { hold: id, accountId, uploadId, reason },
      },
      services,
    );
  });
  return hold;
}

/**
 * Lifts an order. Where no other one stands, the usual times apply again, and what is past them goes at the next reaping.
 * Safety officers only. Throws `role-missing`, `not-found`, `wrong-state` where it was lifted before.
 */
export async function liftLegalHold(
  order: { readonly id: string; readonly reason?: string; readonly by: Actor },
  services: Services,
): Promise<LegalHold> {
  requireRole(order.by, ['safety'], 'lift a legal hold');
  const reason = order.reason === undefined ? null : border.text(order.reason, 'reason', 500);
  return services.database.transaction(async (transaction) => {
    const [hold] = await transaction.select().from(legalHolds).where(eq(legalHolds.id, order.id)).for('update');
    if (hold === undefined) {
      throw new SafeUploadError(
        'not-found',
        `There is no legal hold ${order.id.slice(0, 64)}. List them to find its id.`,
      );
    }
    if (hold.liftedAt !== null) {
      throw new SafeUploadError('wrong-state', `The legal hold ${hold.id} was lifted before, by ${hold.liftedBy}.`);
    }
    const lifted = { liftedAt: services.clock(), liftedBy: order.by.accountId };
    await transaction.update(legalHolds).set(lifted).where(eq(legalHolds.id, hold.id));
    await appendAudit(
      transaction,
      {
        by: lifted.liftedBy,
        action: 'legal-hold-lifted',
        subject: subjectOf(hold),
        details: { hold: hold.id, accountId: hold.accountId, uploadId: hold.uploadId, reason },
      },
      services,
    );
    return { ...hold, ...lifted };
  });
}

/** The orders in force, or all there ever were, newest first, at most 1,000. Safety officers only: throws `role-missing`. */
export async function listLegalHolds(
  order: { readonly by: Actor; readonly lifted?: boolean },
  services: Pick<Services, 'database'>,
): Promise<LegalHold[]> {
  requireRole(order.by, ['safety'], 'see the legal holds');
  return services.database
    .select()
    .from(legalHolds)
    .where(order.lifted === true ? undefined : isNull(legalHolds.liftedAt))
    .orderBy(desc(legalHolds.placedAt), desc(legalHolds.id))
    .limit(mostListed);
}

/** Exactly one of the two, from a host that may be written in JavaScript. */
function readSubject(order: LegalHoldOrder): Pick<LegalHold, 'accountId' | 'uploadId'> {
  const accountId: unknown = Reflect.get(order, 'accountId') ?? null;
  const uploadId: unknown = Reflect.get(order, 'uploadId') ?? null;
  if ((accountId === null) === (uploadId === null)) {
    throw new SafeUploadError('options-invalid', 'A legal hold is about one account or about one upload: give one id.');
  }
  return {
    accountId: accountId === null ? null : border.text(accountId, 'accountId', 200),
    uploadId: uploadId === null ? null : border.text(uploadId, 'uploadId', 64),
  };
}

async function requireKnown(queries: Queries, { accountId, uploadId }: LegalHold): Promise<void> {
  if (uploadId !== null) {
    const [row] = await queries.select({ id: uploads.id }).from(uploads).where(eq(uploads.id, uploadId));
    if (row !== undefined) return;
    throw new SafeUploadError('not-found', `There is no upload ${uploadId}: nothing to hold. Was its record deleted?`);
  }
  const about = accountId ?? '';
  const [seen] = await queries.select({ id: accounts.accountId }).from(accounts).where(eq(accounts.accountId, about));
  if (seen !== undefined) return;
  // Of before accounts were kept, or of a refused precheck.
  const [sent] = await queries.select({ id: uploads.id }).from(uploads).where(eq(uploads.accountId, about)).limit(1);
  if (sent !== undefined) return;
  throw new SafeUploadError('not-found', `The account ${about} has sent nothing: nothing to hold. Is its id right?`);
}

function subjectOf(hold: Pick<LegalHold, 'accountId' | 'uploadId'>): string {
  return hold.accountId ?? hold.uploadId ?? '';
}
