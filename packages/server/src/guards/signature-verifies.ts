import { verifyClaimSignature } from '@safeupload/sdk/core';
import { importJWK } from 'jose';
import { type Refused, refuse } from '../refused.js';
import type { NonceRow } from './nonce-known.js';

/** The signature is by the key that the ticket was issued to. The key comes from our row, never from the token. */
export async function signatureVerifies(token: string, nonce: NonceRow): Promise<Refused | null> {
  const key = await importJWK({ ...nonce.publicKey, alg: 'ES256' }, 'ES256');
  if (key instanceof Uint8Array || !(await verifyClaimSignature(token, key))) {
    return refuse('signature-invalid', 'The signature does not belong to what is signed and to this key.');
  }
  return null;
}
