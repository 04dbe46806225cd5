import type { Digest } from '@safeupload/sdk/core';
import { and, eq, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { bankEntries, banks } from '../database/schema.js';
import type { BankMatch } from './bank-matches.js';

/** The banks that hold one of these exact digests. `source` is what the client says it picked: it only tightens. */
export async function matchDigests(
  queries: Queries,
  digests: { readonly upload: Digest; readonly source?: Digest | undefined },
): Promise<BankMatch[]> {
  const wanted = digests.source === undefined ? [digests.upload] : [digests.upload, digests.source];
  const rows = await queries
    .select({ bank: banks, value: bankEntries.value })
    .from(bankEntries)
    .innerJoin(banks, eq(banks.name, bankEntries.bank))
    .where(and(eq(bankEntries.kind, 'sha256'), inArray(bankEntries.value, wanted)));
  return rows.map(({ bank, value }) => ({ bank, by: value === digests.upload ? 'digest' : 'source', distance: 0 }));
}
