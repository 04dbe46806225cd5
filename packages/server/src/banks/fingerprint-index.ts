import { type Fingerprint, invertHash } from '@safeupload/sdk/core';
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { bankEntries, banks } from '../database/schema.js';
import { createHashStore, type HashStore } from '../likeness/hash-store.js';
import { hashesOf, wordsOf } from '../likeness/hash-words.js';
import type { BankMatch } from './bank-matches.js';

/** Finds fingerprints near the entries of all banks. Exact: approximate indexes lose matches. */
export interface FingerprintIndex {
  /**
   * The nearest match of each bank, for any of the hashes or its inverse, within `distance` bits. `orientations` holds
   * the turned and mirrored fingerprints of each kept frame; those under `leastQuality` are not looked up.
   */
  match(
    queries: Queries,
    orientations: readonly (readonly Fingerprint[])[],
    rules: { readonly matchDistance: number; readonly leastQuality: number },
  ): Promise<BankMatch[]>;
}

/**
 * An index that reads the entries when they changed, those added alone where none went, and looks them up in a store like
 * that of the forum's own pictures.
 */
export function createFingerprintIndex(): FingerprintIndex {
  let store = createHashStore();
  return {
    async match(queries, orientations, rules) {
      store = await upToDate(queries, store);
      if (store.size() === 0) return [];
      const nearest = new Map<string, number>();
      for (const hash of hashesOf(orientations, rules.leastQuality)) {
        for (const either of [hash, invertHash(hash)]) {
          store.near(wordsOf(either), rules.matchDistance, 0, ({ owner, distance }) => {
            if (distance < (nearest.get(owner) ?? Number.POSITIVE_INFINITY)) nearest.set(owner, distance);
          });
        }
      }
      if (nearest.size === 0) return [];
      // Read anew each time: a bank that became severe since is severe for this picture.
      const found = await queries
        .select()
        .from(banks)
        .where(inArray(banks.name, [...nearest.keys()]));
      return found.map((bank) => ({ bank, by: 'fingerprint', distance: nearest.get(bank.name) ?? 0 }));
    },
  };
}

/** The store with every entry there is now: added to where nothing that it holds went, else made anew. */
async function upToDate(queries: Queries, before: HashStore): Promise<HashStore> {
  const newest = before.newestId();
  const [row] = await queries
    .select({
      known: sql<number>`(count(*) filter (where ${bankEntries.id} <= ${newest}))::int`,
      all: sql<number>`count(*)::int`,
    })
    .from(bankEntries)
    .where(eq(bankEntries.kind, 'pdq'));
  const isWhole = row?.known === before.size();
  if (isWhole && row.all === before.size()) return before;
  const store = isWhole ? before : createHashStore();
  const entries = await queries
    .select({ id: bankEntries.id, hash: bankEntries.value, owner: bankEntries.bank })
    .from(bankEntries)
    .where(and(eq(bankEntries.kind, 'pdq'), gt(bankEntries.id, store.newestId())))
    .orderBy(asc(bankEntries.id));
  for (const entry of entries) store.add({ ...entry, at: 0, isFirst: false });
  return store;
}
