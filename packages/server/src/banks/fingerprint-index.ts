import { type Fingerprint, invertHash } from '@safeupload/sdk/core';
import { eq, inArray, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { bankEntries, banks } from '../database/schema.js';
import { bitsSet, wordsOf, wordsOfHash } from '../likeness/hash-words.js';
import type { BankMatch } from './bank-matches.js';

interface Loaded {
  /** What the table looked like when this was read: number of entries, newest id. */
  readonly stamp: string;
  readonly hashes: Uint32Array;
  readonly bankNames: readonly string[];
}

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
 * An index that reads the entries when they changed and compares one by one: 16 frames in 8 orientations and their
 * inverses take 256 comparisons of 8 words an entry, about 1 ms for 1,000 entries.
 */
export function createFingerprintIndex(): FingerprintIndex {
  let loaded: Loaded | null = null;
  return {
    async match(queries, orientations, rules) {
      loaded = await load(queries, loaded);
      if (loaded.bankNames.length === 0) return [];
      const nearest = new Map<string, number>();
      for (const frame of orientations) {
        for (const fingerprint of frame) {
          if (fingerprint.quality < rules.leastQuality) continue;
          for (const hash of [fingerprint.hash, invertHash(fingerprint.hash)]) {
            matchOne(loaded, wordsOf(hash), rules.matchDistance, nearest);
          }
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

async function load(queries: Queries, before: Loaded | null): Promise<Loaded> {
  const [row] = await queries
    .select({ stamp: sql<string>`count(*) || '/' || coalesce(max(${bankEntries.id}), 0)` })
    .from(bankEntries)
    .where(eq(bankEntries.kind, 'pdq'));
  const stamp = row?.stamp ?? '';
  if (before?.stamp === stamp) return before;
  const entries = await queries
    .select({ value: bankEntries.value, bank: bankEntries.bank })
    .from(bankEntries)
    .where(eq(bankEntries.kind, 'pdq'));
  const hashes = new Uint32Array(entries.length * wordsOfHash);
  entries.forEach((entry, index) => {
    hashes.set(wordsOf(entry.value), index * wordsOfHash);
  });
  return { stamp, hashes, bankNames: entries.map((entry) => entry.bank) };
}

function matchOne(index: Loaded, hash: Uint32Array, most: number, nearest: Map<string, number>): void {
  index.bankNames.forEach((bank, entry) => {
    let distance = 0;
    for (let word = 0; word < wordsOfHash && distance <= most; word++) {
      distance += bitsSet((hash[word] ?? 0) ^ (index.hashes[entry * wordsOfHash + word] ?? 0));
    }
    if (distance <= most && distance < (nearest.get(bank) ?? Number.POSITIVE_INFINITY)) nearest.set(bank, distance);
  });
}
