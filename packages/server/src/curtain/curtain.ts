import { and, eq, isNull, sql } from 'drizzle-orm';
import { appendAudit } from '../audit/append-audit.js';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { curtains } from '../database/schema.js';
import { type Actor, roles } from '../identity.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { requireRole } from '../uploads/require-role.js';
import { type CurtainView, viewOfCurtain } from './curtain-view.js';
import { endCurtain, endExpired } from './end-curtain.js';
import { hideBehind } from './hide-behind.js';
import { returnFromCurtain } from './return-from-curtain.js';

export type { CurtainView } from './curtain-view.js';

/** How long taking it down waits for its pictures to be back, in ms; what is left is the reaper's. A thousand take two seconds of one core. */
const patienceMs = 8000;

/**
 * Pulls the curtain, or renews it for another hour: from this moment on the pictures of low trust wait, and those it
 * published within `curtain.reaches` are hidden when this resolves. Volunteers may. Throws `role-missing`.
 */
export async function curtainUp(order: { readonly by: Actor }, services: Services): Promise<CurtainView> {
  const { by } = order;
  requireRole(by, roles, 'pull the curtain');
  await services.database.transaction(async (transaction) => {
    await lock(transaction, 'strictness');
    await endExpired(transaction, services);
    const up = await curtainInForce(transaction);
    const curtain = up === null ? await pull(transaction, by, services) : await renew(transaction, up, services);
    const hidden = await hideBehind(transaction, curtain, by.accountId, services);
    await transaction
      .update(curtains)
      .set({ hidden: sql`${curtains.hidden} + ${hidden}` })
      .where(eq(curtains.id, curtain.id));
    await appendAudit(
      transaction,
      {
        by: by.accountId,
        action: up === null ? 'curtain-up' : 'curtain-renewed',
        subject: curtain.id,
        details: { hidden, until: new Date(curtain.expiresAt).toISOString() },
      },
      services,
    );
  });
  services.courier.wake();
  return viewOfCurtain(services.database, services);
}

/**
 * Takes the curtain down before its time. New uploads follow the normal policy at once; what it hid comes back where
 * nothing speaks against it, most of it before this resolves. What waited since it went up stays with the moderators. Does
 * nothing where it is not up. Volunteers may. Throws `role-missing`.
 */
export async function curtainDown(order: { readonly by: Actor }, services: Services): Promise<CurtainView> {
  const { by } = order;
  requireRole(by, roles, 'take the curtain down');
  await services.database.transaction(async (transaction) => {
    await lock(transaction, 'strictness');
    await endExpired(transaction, services);
    const up = await curtainInForce(transaction);
    if (up !== null) await endCurtain(transaction, up, { by: by.accountId, at: services.clock() }, services);
  });
  await returnFromCurtain(services, AbortSignal.timeout(patienceMs));
  return viewOfCurtain(services.database, services);
}

/** The curtain as it stands, or the last one. Volunteers may see it. Throws `role-missing`. */
export async function curtainView(order: { readonly by: Actor }, services: Services): Promise<CurtainView> {
  requireRole(order.by, roles, 'see the curtain');
  return viewOfCurtain(services.database, services);
}

type CurtainRow = typeof curtains.$inferSelect;

/** The curtain that nobody took down, once those whose time was over were ended. */
async function curtainInForce(transaction: Queries): Promise<CurtainRow | null> {
  const [row] = await transaction.select().from(curtains).where(isNull(curtains.downAt));
  return row ?? null;
}

async function pull(transaction: Queries, by: Actor, services: Services): Promise<CurtainRow> {
  const upAt = services.clock();
  const curtain: CurtainRow = {
    id: newToken(services.random),
    upAt,
    upBy: by.accountId,
    expiresAt: upAt + services.policy.curtain.lasts,
    downAt: null,
    downBy: null,
    hidden: 0,
    returned: 0,
    finishedAt: null,
  };
  await transaction.insert(curtains).values(curtain);
  return curtain;
}

async function renew(transaction: Queries, up: CurtainRow, services: Services): Promise<CurtainRow> {
  // A clock that was set back must not shorten it.
  const expiresAt = Math.max(up.expiresAt, services.clock() + services.policy.curtain.lasts);
  await transaction
    .update(curtains)
    .set({ expiresAt })
    .where(and(eq(curtains.id, up.id), isNull(curtains.downAt)));
  return { ...up, expiresAt };
}
