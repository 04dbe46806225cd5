import type { Digest } from '@safeupload/sdk/core';
import { and, eq, or } from 'drizzle-orm';
import { nonces } from '../database/schema.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/**
 * Spends the ticket on a notice, in one statement: only an open one, and no claim can use it afterwards, nor the notice
 * again. It ends as a claim's does whose bytes never came.
 */
export async function nonceSpent(nonce: string, identity: Digest, services: Services): Promise<Refused | null> {
  const spent = await services.database
    .update(nonces)
    .set({ state: 'bound', claimIdentity: identity })
    .where(and(eq(nonces.nonce, nonce), eq(nonces.state, 'open')))
    .returning({ nonce: nonces.nonce });
  return spent.length === 1
    ? null
    : refuse('nonce-replayed', 'This ticket was used. Each notice needs one of its own.');
}

/**
 * Binds the ticket to this claim, in one statement, or finds it bound to it already. Two claims on one ticket, at the
 * same moment, in two processes: one is bound, the other is `nonce-replayed`.
 */
export async function nonceBound(nonce: string, identity: Digest, services: Services): Promise<Refused | null> {
  const bound = await services.database
    .update(nonces)
    .set({ state: 'bound', claimIdentity: identity })
    .where(
      and(
        eq(nonces.nonce, nonce),
        or(eq(nonces.state, 'open'), and(eq(nonces.state, 'bound'), eq(nonces.claimIdentity, identity))),
      ),
    )
    .returning({ nonce: nonces.nonce });
  if (bound.length === 1) return null;
  return refuse('nonce-replayed', 'This ticket was used for another claim. Each file needs one of its own.');
}
