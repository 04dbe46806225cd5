import type { Context, Format, Outcome, UploadState } from '@safeupload/sdk/core';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { looks, uploads } from '../database/schema.js';
import { sentenceOf } from '../decide/sentence-of.js';
import type { Actor, Tier } from '../identity.js';
import type { Services } from '../services.js';
import type { AttachTarget } from './attach-target.js';
import { targetOf } from './change-upload.js';
import { requireRole } from './require-role.js';

/** A picture that waits for a person, as its desk shows it. Never a score. */
export interface Hold {
  readonly uploadId: string;
  readonly accountId: string;
  readonly tier: Tier;
  readonly context: Context;
  readonly outcome: Outcome;
  readonly state: UploadState;
  /** When it was uploaded, ms since the epoch. */
  readonly at: number;
  /** Plain sentences. */
  readonly reasons: readonly string[];
  /** Present where the member asked for a person; the note is what she wrote, or empty. */
  readonly appeal: { readonly note: string } | null;
  readonly attachedTo: AttachTarget | null;
  /** How often somebody looked at it. */
  readonly looks: number;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  /** Whether the one who asks may look and release; in the severe lane only the safety officer. */
  readonly mayLook: boolean;
}

const mostHolds = 200;

/**
 * What waits in a lane, oldest first, at most 200. The severe lane also keeps what its owner withdrew or nobody attached:
 * evidence does not go because somebody pressed a button, or none. Throws `role-missing`.
 */
export async function holds(
  order: { readonly lane: 'ordinary' | 'severe'; readonly by: Actor },
  services: Services,
): Promise<Hold[]> {
  requireRole(order.by, ['moderator', 'safety'], 'see what waits');
  const severe = order.lane === 'severe';
  const open: UploadState[] = ['unattached', 'attached'];
  const rows = await services.database
    .select()
    .from(uploads)
    .where(
      and(
        eq(uploads.outcome, 'held'),
        eq(uploads.severe, severe),
        inArray(uploads.state, severe ? [...open, 'withdrawn', 'expired'] : open),
      ),
    )
    .orderBy(asc(uploads.createdAt), asc(uploads.id))
    .limit(mostHolds);
  const looked = await looksOf(
    rows.map(({ id }) => id),
    services,
  );
  const mayLook = !severe || order.by.roles.includes('safety');
  return rows.map((upload) => ({
    uploadId: upload.id,
    accountId: upload.accountId,
    tier: upload.tier,
    context: upload.context,
    outcome: upload.outcome,
    state: upload.state,
    at: upload.createdAt,
    reasons: upload.reasons.map(sentenceOf),
    appeal: upload.appealed ? { note: upload.note ?? '' } : null,
    attachedTo: targetOf(upload),
    looks: looked.get(upload.id) ?? 0,
    // Provable: written from a Header, whose format is a Format.
    format: upload.format as Format,
    width: upload.width,
    height: upload.height,
    mayLook,
  }));
}

async function looksOf(ids: readonly string[], services: Services): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await services.database
    .select({ uploadId: looks.uploadId, count: sql<number>`count(*)::int` })
    .from(looks)
    .where(inArray(looks.uploadId, [...ids]))
    .groupBy(looks.uploadId);
  return new Map(rows.map(({ uploadId, count }) => [uploadId, count]));
}
