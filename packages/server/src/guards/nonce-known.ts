import type { Stated } from '@safeupload/sdk/core';
import { eq } from 'drizzle-orm';
import { freshChallenge } from '../challenge/fresh-challenge.js';
import { nonces } from '../database/schema.js';
import type { Identity } from '../identity.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/** A ticket's row: session, key, context and how far it is used. */
export type NonceRow = typeof nonces.$inferSelect;

/** The ticket that a claim or notice names: issued by us, to this account in this session, for the key that `kid` names. */
export async function nonceKnown(
  stated: Pick<Stated, 'nonce' | 'context'>,
  kid: string,
  identity: Identity,
  services: Services,
): Promise<NonceRow | Refused> {
  const [row] = await services.database.select().from(nonces).where(eq(nonces.nonce, stated.nonce)).limit(1);
  if (row === undefined) {
    return refuse(
      'nonce-unknown',
      'This ticket was never issued, or long ago. Sign again with a fresh one.',
      await freshChallenge(kid, stated.context, identity, services),
    );
  }
  if (row.sessionId !== identity.sessionId || row.accountId !== identity.accountId) {
    return refuse('session-mismatch', 'This ticket was issued to another session.');
  }
  if (row.thumbprint !== kid) {
    return refuse('key-mismatch', 'This ticket was issued to another key.');
  }
  return row;
}
