import { type Fingerprint, SafeUploadError } from '@safeupload/sdk/core';
import { inArray } from 'drizzle-orm';
import type { BankMatch } from '../banks/bank-matches.js';
import type { FingerprintIndex } from '../banks/fingerprint-index.js';
import { matchDigests } from '../banks/match-digests.js';
import type { Database } from '../database/database.js';
import { banks as bankTable } from '../database/schema.js';
import { defaultServerPolicy } from '../policy/server-policy.js';

/** What is looked up: the digest of a file and the fingerprints of its frames. */
export interface Wanted {
  readonly sha256: string;
  readonly orientations: readonly (readonly Fingerprint[])[];
}

/**
 * The entries of the named banks that a file matches, by digest and by fingerprint. Throws `not-found` for a name that is
 * no bank: a misspelt one would quietly match nothing.
 */
export async function matchBanks(
  database: Database,
  index: FingerprintIndex,
  names: readonly string[],
  wanted: Wanted,
): Promise<readonly BankMatch[]> {
  const known = await database
    .select({ name: bankTable.name })
    .from(bankTable)
    .where(inArray(bankTable.name, [...names]));
  const missing = names.filter((name) => !known.some((bank) => bank.name === name));
  if (missing.length > 0) {
    throw new SafeUploadError('not-found', `There is no bank ${missing.join(', ')} in the database.`);
  }
  const byDigest = await matchDigests(database, { upload: wanted.sha256 });
  const byFingerprint = await index.match(database, wanted.orientations, defaultServerPolicy.fingerprints);
  return [...byDigest, ...byFingerprint].filter((match) => names.includes(match.bank.name));
}
