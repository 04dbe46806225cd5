import { desc } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { lock } from '../database/locks.js';
import { auditLog } from '../database/schema.js';
import type { Services } from '../services.js';
import { type AuditAction, type AuditDetails, genesisHash, hashOfEntry } from './audit-entry.js';

/** One entry, before it has its place in the chain. */
export interface AuditDraft {
  readonly by: string;
  readonly action: AuditAction;
  /** An upload, an account, a curtain, a bank. */
  readonly subject: string;
  readonly details?: AuditDetails;
}

/**
 * Appends an entry to the audit log, in the transaction of what it is about: both become true together or neither. Takes
 * the lock `audit`, the last one, so that two processes never continue the same entry; call it last.
 */
export async function appendAudit(
  transaction: Queries,
  draft: AuditDraft,
  services: Pick<Services, 'clock'>,
): Promise<void> {
  await lock(transaction, 'audit');
  const [newest] = await transaction
    .select({ seq: auditLog.seq, hash: auditLog.hash })
    .from(auditLog)
    .orderBy(desc(auditLog.seq))
    .limit(1);
  const entry = {
    seq: (newest?.seq ?? 0) + 1,
    at: services.clock(),
    by: draft.by,
    action: draft.action,
    subject: draft.subject,
    details: draft.details ?? {},
    previous: newest?.hash ?? genesisHash,
  };
  const { by: byAccountId, ...columns } = entry;
  await transaction.insert(auditLog).values({ ...columns, byAccountId, hash: await hashOfEntry(entry) });
}
