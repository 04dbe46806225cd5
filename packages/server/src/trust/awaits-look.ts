import { and, eq, exists, inArray, or, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { reports, uploads } from '../database/schema.js';

/**
 * Whether something of this account is hidden that people objected to, by a report or a button, and nobody has looked at
 * it yet. Hidden by the curtain alone, which knows of no picture in particular, is none.
 */
export async function awaitsLook(queries: Queries, accountId: string): Promise<boolean> {
  const objection = queries
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.uploadId, uploads.id), inArray(reports.state, ['open', 'confirmed'])));
  const [row] = await queries
    .select({ id: uploads.id })
    .from(uploads)
    .where(
      and(
        eq(uploads.accountId, accountId),
        eq(uploads.state, 'hidden'),
        or(sql`${uploads.hiddenBy} is distinct from 'curtain'`, exists(objection)),
      ),
    )
    .limit(1);
  return row !== undefined;
}
