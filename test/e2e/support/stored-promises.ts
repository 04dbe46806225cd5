import type { BlobStore, Database } from '@safeupload/server';
import { sql } from 'drizzle-orm';

/**
 * Everything in a stopped server's database that breaks its promises, as sentences; empty where all is well. Public is
 * what has an address and belongs to an attached, allowed upload.
 */
export async function openBrokenPromises(database: Database, blobs: BlobStore): Promise<readonly string[]> {
  const broken: string[] = [];
  const rowsOf = async (text: string) => {
    // Provable: PGlite answers with `rows`, and each query below names its columns.
    const answer = (await database.execute(sql.raw(text))) as { rows: Record<string, string>[] };
    return answer.rows;
  };
  const unreceipted = await rowsOf(`
    select d.upload_id, d.name from derivatives d
    join uploads u on u.id = d.upload_id and u.outcome = 'allowed' and u.state = 'attached'
    where d.address is not null and d.publishable
      and not exists (select 1 from receipts r where r.upload_id = d.upload_id and r.revoked_at is null)`);
  for (const row of unreceipted) broken.push(`${row.upload_id} ${row.name} is public without a receipt`);
  const pictureless = await rowsOf(`
    select r.jti, r.upload_id from receipts r
    where r.revoked_at is null and not exists (
      select 1 from derivatives d join uploads u on u.id = d.upload_id and u.outcome = 'allowed' and u.state = 'attached'
      where d.upload_id = r.upload_id and d.publishable and d.address is not null)`);
  for (const row of pictureless) broken.push(`receipt ${row.jti} of ${row.upload_id} has no picture`);
  const kept = await rowsOf(`
    select d.upload_id, d.name, d.blob_key from derivatives d
    join receipts r on r.upload_id = d.upload_id and r.revoked_at is null`);
  for (const row of kept) {
    if ((await blobs.get(row.blob_key ?? '')) === null) broken.push(`${row.upload_id} ${row.name} has lost its bytes`);
  }
  return broken;
}
