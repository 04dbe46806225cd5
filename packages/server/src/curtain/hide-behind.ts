import { and, asc, eq, gte, inArray, isNull, lt, or } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { isLowTrust } from '../trust/low-trust.js';
import { hideMany } from '../uploads/hide-many.js';
import type { ActiveCurtain } from './active-curtain.js';

/** Rows locked by one statement. */
const mostInStatement = 1000;

/**
 * Hides every picture that is shown, was published within `curtain.reaches`, and whose account is of low trust now, by the
 * tier it was last seen with. What a person released since the curtain went up stays: she has looked at it. The caller
 * holds the lock `strictness` alone, so that nothing is being published meanwhile. Returns how many were hidden.
 *
 * One transaction for all of them (how long that takes: `bench --only curtain`). A server that is killed meanwhile leaves
 * everything as it was before the press, curtain and pictures, and the press never said that it was done.
 */
export async function hideBehind(
  transaction: Queries,
  curtain: Pick<ActiveCurtain, 'id' | 'upAt'>,
  by: string,
  services: Services,
): Promise<number> {
  const { policy } = services;
  const isReached = and(
    eq(uploads.outcome, 'allowed'),
    eq(uploads.state, 'attached'),
    gte(uploads.attachedAt, services.clock() - policy.curtain.reaches),
    or(isNull(uploads.acceptedAt), lt(uploads.acceptedAt, curtain.upAt)),
  );
  // Each account is asked about once, not once for each of its pictures.
  const owners = transaction
    .select({ accountId: uploads.accountId })
    .from(uploads)
    .where(isReached)
    .groupBy(uploads.accountId)
    .as('owners');
  const lowTrust = await transaction
    .select({ accountId: owners.accountId })
    .from(owners)
    .where(isLowTrust(owners.accountId, policy));
  const isHidden = new Set(lowTrust.map(({ accountId }) => accountId));
  // In the order of ids, as everybody locks rows.
  const reached = await transaction
    .select({ id: uploads.id, accountId: uploads.accountId })
    .from(uploads)
    .where(isReached)
    .orderBy(asc(uploads.id));
  const ids = reached.filter(({ accountId }) => isHidden.has(accountId)).map(({ id }) => id);
  let hidden = 0;
  for (let start = 0; start < ids.length; start += mostInStatement) {
    const rows = await transaction
      .select({ id: uploads.id })
      .from(uploads)
      .where(and(inArray(uploads.id, ids.slice(start, start + mostInStatement)), isReached))
      .orderBy(asc(uploads.id))
      .for('update');
    const some = await hideMany(
      transaction,
      rows,
      { hiddenBy: 'curtain', by, reason: 'the curtain was pulled', curtainId: curtain.id },
      services,
    );
    hidden += some.length;
  }
  return hidden;
}
