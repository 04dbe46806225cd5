import { verifyClaimSignature } from '@safeupload/sdk/core';
import { importJWK } from 'jose';
import { type Refused, refuse } from '../refused.js';
import type { WrittenClaim } from './claim-reads.js';
import type { NonceRow } from './nonce-known.js';

/** The signature is by the key that the ticket was issued to. The key comes from our row, never from the token. */
export async function signatureVerifies(written: WrittenClaim, nonce: NonceRow): Promise<Refused | null> {
  const key = await importJWK({ ...nonce.publicKey, alg: 'ES256' }, 'ES256');
  if (key instanceof Uint8Array || !(await verifyClaimSignature(written.token, key))) {
    return refuse('signature-invalid', 'The signature does not belong to this claim and key.');
  }
  return null;
}
