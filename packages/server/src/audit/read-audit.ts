import { desc } from 'drizzle-orm';
import { auditLog } from '../database/schema.js';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import { requireRole } from '../uploads/require-role.js';
import type { AuditEntry } from './audit-entry.js';
import { type AuditHead, type AuditVerdict, verifyAudit } from './verify-audit.js';

/** One entry as it stands in the log. */
export type LoggedEntry = AuditEntry & { readonly hash: string };

const mostRead = 1000;
const readUnlessTold = 100;

/** The newest entries, newest first, 100 unless told and at most 1,000. For the safety officer: throws `role-missing`. */
export async function readAudit(
  order: { readonly by: Actor; readonly most?: number },
  services: Pick<Services, 'database'>,
): Promise<LoggedEntry[]> {
  requireRole(order.by, ['safety'], 'read the audit log');
  const most = Math.trunc(Math.min(mostRead, Math.max(1, order.most ?? readUnlessTold)));
  const rows = await services.database.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(most);
  return rows.map(({ byAccountId: by, ...row }) => ({ ...row, by }));
}

/** {@link verifyAudit} for the safety officer: throws `role-missing`. */
export async function verifyAuditFor(
  order: { readonly by: Actor; readonly expectHead?: AuditHead; readonly signal?: AbortSignal },
  services: Pick<Services, 'database'>,
): Promise<AuditVerdict> {
  requireRole(order.by, ['safety'], 'verify the audit log');
  return verifyAudit(services.database, order);
}
