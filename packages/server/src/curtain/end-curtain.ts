import { and, eq, isNull, lte } from 'drizzle-orm';
import { appendAudit } from '../audit/append-audit.js';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { curtains } from '../database/schema.js';
import type { Services } from '../services.js';
import { heldBehind } from './curtain-view.js';

type CurtainRow = typeof curtains.$inferSelect;

/** Who took down what fell by itself, in the audit log. */
const byTheClock = 'clock';

/**
 * Notes that a curtain's time was over, where nobody took it down before. It has not been up since `expiresAt` whether or
 * not this was called. The caller holds the lock `strictness` alone.
 */
export async function endExpired(transaction: Queries, services: Services): Promise<void> {
  const expired = await transaction
    .select()
    .from(curtains)
    .where(and(isNull(curtains.downAt), lte(curtains.expiresAt, services.clock())));
  for (const curtain of expired) {
    await endCurtain(transaction, curtain, { by: null, at: curtain.expiresAt }, services);
  }
}

/** The same in a transaction of its own, and no lock where there is nothing to end: for the reaper. */
export async function endExpiredCurtains(services: Services): Promise<void> {
  const { database } = services;
  const [due] = await database
    .select({ id: curtains.id })
    .from(curtains)
    .where(and(isNull(curtains.downAt), lte(curtains.expiresAt, services.clock())))
    .limit(1);
  if (due === undefined) return;
  await database.transaction(async (transaction) => {
    await lock(transaction, 'strictness');
    await endExpired(transaction, services);
  });
}

/** Ends a curtain that is not down yet, and logs what it cost. From this transaction on its pictures may come back. */
export async function endCurtain(
  transaction: Queries,
  curtain: CurtainRow,
  end: { readonly by: string | null; readonly at: number },
  services: Services,
): Promise<void> {
  await transaction.update(curtains).set({ downAt: end.at, downBy: end.by }).where(eq(curtains.id, curtain.id));
  await appendAudit(
    transaction,
    {
      by: end.by ?? byTheClock,
      action: 'curtain-down',
      subject: curtain.id,
      details: {
        hidden: curtain.hidden,
        held: await heldBehind(transaction, curtain),
        minutes: Math.round((end.at - curtain.upAt) / 60_000),
        expired: end.by === null,
      },
    },
    services,
  );
}
