import { and, gt, isNull } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { curtains } from '../database/schema.js';

/** The curtain that is up at this moment. */
export interface ActiveCurtain {
  readonly id: string;
  /** ms since the epoch. */
  readonly upAt: number;
  readonly upBy: string;
  readonly expiresAt: number;
}

/** The curtain that is up at `now`, or null. One whose time is over is not up, whether or not anybody took it down. */
export async function activeCurtain(queries: Queries, now: number): Promise<ActiveCurtain | null> {
  const [row] = await queries
    .select({ id: curtains.id, upAt: curtains.upAt, upBy: curtains.upBy, expiresAt: curtains.expiresAt })
    .from(curtains)
    .where(and(isNull(curtains.downAt), gt(curtains.expiresAt, now)))
    .limit(1);
  return row ?? null;
}
