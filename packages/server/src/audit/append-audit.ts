import type { Queries } from '../database/database.js';
import type { Services } from '../services.js';

/** What is logged for good. */
export const auditActions = [
  'looked',
  'exported',
  'curtain-up',
  'curtain-renewed',
  'curtain-down',
  'legal-hold-placed',
  'legal-hold-lifted',
  'bank-added',
] as const;

/** One of {@link auditActions}. */
export type AuditAction = (typeof auditActions)[number];

/** One entry, before it has its place in the chain. */
export interface AuditDraft {
  readonly by: string;
  readonly action: AuditAction;
  /** An upload, an account, a curtain, a bank. */
  readonly subject: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Appends an entry to the audit log, in the transaction of what it is about. Takes the lock `audit`, the last one. */
export async function appendAudit(
  _transaction: Queries,
  _draft: AuditDraft,
  _services: Pick<Services, 'clock'>,
): Promise<void> {}
