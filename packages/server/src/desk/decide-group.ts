import { SafeUploadError } from '@safeupload/sdk/core';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { uploads } from '../database/schema.js';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { rejectTogether } from '../uploads/reject-together.js';
import { requireRole } from '../uploads/require-role.js';
import type { UploadRow } from '../uploads/upload-row.js';
import { groupKey, urgency, waitsInLane } from './waits-in-lane.js';

/** One decision about everything of an account, or of a group of pictures that look alike, that waits. */
export interface GroupDecision {
  readonly kind: 'account' | 'likeness';
  /** Account id or cluster id. */
  readonly id: string;
  readonly lane: 'ordinary' | 'severe';
  /** Releasing a group is not offered: each picture that becomes public was looked at by itself. */
  readonly action: 'reject';
  /** True: the pictures go onto the local hold bank in the same press, and their copies are stopped. */
  readonly bank?: boolean;
  readonly by: Actor;
  /** For the record and the host, at most 500 characters are kept. */
  readonly reason?: string;
}

/** What one press did. */
export interface GroupDecided {
  readonly uploadIds: readonly string[];
  /** Near copies that were public and are hidden now. */
  readonly hidden: number;
  /** Near copies that could have been made public and wait now. */
  readonly held: number;
  /** What still waits in the group, because one press decides about 500 at most. */
  readonly left: number;
}

/** Uploads that one press decides about. */
const mostInPress = 500;

/**
 * Rejects all that the desk shows of a group, in one transaction: held pictures, hidden ones, and shown ones with an open
 * report. What is or was public comes first where there is more than one press decides about. Throws `role-missing`,
 * `not-found` where nothing waits there.
 */
export async function decideGroup(decision: GroupDecision, services: Services): Promise<GroupDecided> {
  const { kind, id, lane, by } = decision;
  requireRole(by, ['moderator', 'safety'], 'decide about a group');
  const { database } = services;
  const waits = and(waitsInLane(database, lane), eq(groupKey(kind), id));
  const waiting = await database
    .select({ id: uploads.id, all: sql<number>`(count(*) over ())::int` })
    .from(uploads)
    .where(waits)
    .orderBy(urgency, asc(uploads.createdAt), asc(uploads.id))
    .limit(mostInPress);
  if (waiting.length === 0) throw nothingWaits(decision);
  const rejected = await rejectTogether(
    {
      uploadIds: waiting.map((row) => row.id),
      bank: decision.bank === true,
      by: by.accountId,
      reason: decision.reason,
      async choose(transaction, rows) {
        const still = await stillWaiting(transaction, rows, lane);
        if (still.length === 0) throw nothingWaits(decision);
        return still;
      },
    },
    services,
  );
  return { ...rejected, left: (waiting[0]?.all ?? 0) - waiting.length };
}

/** Somebody else may have decided about some since they were listed, or a report moved one into the other lane. */
async function stillWaiting(
  transaction: Queries,
  rows: readonly UploadRow[],
  lane: GroupDecision['lane'],
): Promise<readonly UploadRow[]> {
  const ids = rows.map((row) => row.id);
  const waiting = await transaction
    .select({ id: uploads.id })
    .from(uploads)
    .where(and(waitsInLane(transaction, lane), inArray(uploads.id, ids)));
  const still = new Set(waiting.map((row) => row.id));
  return rows.filter((row) => still.has(row.id));
}

function nothingWaits({ kind, id, lane }: GroupDecision): SafeUploadError {
  return new SafeUploadError(
    'not-found',
    `Nothing waits in the ${lane} lane of the ${kind === 'account' ? 'account' : 'group'} ${id.slice(0, 64)}.`,
  );
}
