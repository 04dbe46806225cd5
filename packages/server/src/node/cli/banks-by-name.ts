import { access } from 'node:fs/promises';
import { type Evidence, type Fingerprint, SafeUploadError } from '@safeupload/sdk/core';
import type { BankMatch } from '../../banks/bank-matches.js';
import { createFingerprintIndex } from '../../banks/fingerprint-index.js';
import { askServer } from '../control-client.js';
import { parseMatches } from '../control-messages.js';
import { dataPaths } from '../data-paths.js';
import { matchBanks } from '../match-banks.js';
import { openDatabase } from '../open-database.js';

/** Banks that can be looked up in. */
export interface NamedBanks {
  match(evidence: Evidence, orientations: readonly (readonly Fingerprint[])[]): Promise<readonly BankMatch[]>;
  close(): Promise<void>;
}

/**
 * The named banks of a server's data directory: asked of the running server, or read from its database where none runs.
 * No names, no database. Throws `not-found` for a name that is no bank, `database-in-use`.
 */
export async function openBanks(names: readonly string[], dataDirectory: string): Promise<NamedBanks> {
  if (names.length === 0) return { match: async () => [], close: async () => {} };
  const paths = dataPaths(dataDirectory);
  const ask = (sha256: string, orientations: readonly (readonly Fingerprint[])[]) =>
    askServer(paths.control, { v: 1, command: 'match', banks: names, sha256, orientations });
  const nothing = '0'.repeat(64);
  if (await ask(nothing, [])) {
    return {
      match: async (evidence, orientations) => parseMatches((await ask(evidence.sha256, orientations))?.value),
      close: async () => {},
    };
  }
  await access(paths.database).catch(() => {
    throw new SafeUploadError(
      'not-found',
      `There is no database in ${paths.database}, so there are no banks. Say where with --data DIR.`,
    );
  });
  const { database, close } = await openDatabase(paths.database);
  const index = createFingerprintIndex();
  try {
    await matchBanks(database, index, names, { sha256: nothing, orientations: [] });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    match: (evidence, orientations) => matchBanks(database, index, names, { sha256: evidence.sha256, orientations }),
    close,
  };
}
