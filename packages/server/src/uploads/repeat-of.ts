import type { Digest, OutcomeAnswer } from '@safeupload/sdk/core';
import { and, eq } from 'drizzle-orm';
import { idempotencyKeys } from '../database/schema.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import type { ArrivedUpload } from './arrived-upload.js';
import { storedAnswer } from './stored-answer.js';

/** What an upload with the same Idempotency-Key got before in this session; null where it is the first. */
export async function repeatOf(
  arrived: ArrivedUpload,
  sha256: Digest,
  services: Services,
): Promise<OutcomeAnswer | Refused | null> {
  if (arrived.idempotencyKey === null) return null;
  const [row] = await services.database
    .select()
    .from(idempotencyKeys)
    .where(
      and(eq(idempotencyKeys.sessionId, arrived.identity.sessionId), eq(idempotencyKeys.key, arrived.idempotencyKey)),
    );
  if (row === undefined) return null;
  if (row.sha256 !== sha256 || row.context !== arrived.context) {
    return refuse('idempotency-key-reused', 'This Idempotency-Key was used for other bytes or another use.');
  }
  return storedAnswer(row.uploadId, services);
}
