import type { Digest } from '@safeupload/sdk/core';
import { and, eq, or } from 'drizzle-orm';
import { nonces } from '../database/schema.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

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
