import { and, count, desc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { curtains, uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { isHiddenBehind, isMarked } from './may-return.js';

/** The curtain as its button shows it. */
export interface CurtainView {
  readonly isUp: boolean;
  /** ms since the epoch; null where it is not up. */
  readonly upAt: number | null;
  readonly expiresAt: number | null;
  /** Who pulled it; null where it is not up. */
  readonly upBy: string | null;
  /** Published pictures that the last curtain hid. */
  readonly hidden: number;
  /** Uploads that wait because of it. */
  readonly held: number;
  /** Of the hidden ones: how many came back by themselves. */
  readonly returned: number;
  /** Of the hidden ones: how many stay until a person has looked. */
  readonly staying: number;
}

type CurtainRow = typeof curtains.$inferSelect;

/** The curtain that is up, or the last one that was; zeros where there never was one. */
export async function viewOfCurtain(queries: Queries, services: Services): Promise<CurtainView> {
  const [last] = await queries
    .select()
    .from(curtains)
    // The one that nobody took down is the last, whatever a clock that was set back says of its beginning.
    .orderBy(desc(isNull(curtains.downAt)), desc(curtains.upAt), desc(curtains.id))
    .limit(1);
  if (last === undefined) {
    return { isUp: false, upAt: null, expiresAt: null, upBy: null, hidden: 0, held: 0, returned: 0, staying: 0 };
  }
  const isUp = last.downAt === null && last.expiresAt > services.clock();
  return {
    isUp,
    upAt: isUp ? last.upAt : null,
    expiresAt: isUp ? last.expiresAt : null,
    upBy: isUp ? last.upBy : null,
    hidden: last.hidden,
    held: await heldBehind(queries, last),
    returned: last.returned,
    staying: await stayingBehind(queries, last),
  };
}

/** Uploads that came or were to be published while this curtain was up, and wait for a person because of it. */
export async function heldBehind(queries: Queries, curtain: CurtainRow): Promise<number> {
  const until = curtain.downAt ?? curtain.expiresAt;
  const [row] = await queries
    .select({ held: count() })
    .from(uploads)
    .where(
      and(
        eq(uploads.outcome, 'held'),
        inArray(uploads.state, ['unattached', 'attached']),
        or(
          and(gte(uploads.createdAt, curtain.upAt), lt(uploads.createdAt, until)),
          and(gte(uploads.attachedAt, curtain.upAt), lt(uploads.attachedAt, until)),
        ),
        sql`${uploads.reasons} @> '[{"code":"curtain"}]'::jsonb`,
      ),
    );
  return row?.held ?? 0;
}

/** Until everything that may come back is back, those that could not come back now; afterwards all that are still hidden. */
async function stayingBehind(queries: Queries, curtain: CurtainRow): Promise<number> {
  const [row] = await queries
    .select({ staying: count() })
    .from(uploads)
    .where(
      and(
        isHiddenBehind(uploads, curtain.id),
        curtain.finishedAt === null ? isMarked(queries, (table) => isHiddenBehind(table, curtain.id)) : undefined,
      ),
    );
  return row?.staying ?? 0;
}
