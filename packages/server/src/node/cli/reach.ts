import { access } from 'node:fs/promises';
import { SafeUploadError } from '@safeupload/sdk/core';
import type { Database } from '../../database/database.js';
import { createVerifier, type Verifier } from '../../verifier.js';
import { answerControl, type VerifierRequest } from '../answer-control.js';
import { askServer } from '../control-client.js';
import { dataPaths } from '../data-paths.js';
import { directoryBlobs } from '../directory-blobs.js';
import { loadKeys, parseKeys } from '../keys-file.js';
import { createMeasurer } from '../measurer.js';
import { openDatabase } from '../open-database.js';
import type { CommandContext, Words } from './command.js';

/** Where a server keeps its data and its keys. */
export interface Place {
  readonly dataDirectory: string;
  /** Undefined: `keys.json` in the data directory. */
  readonly keysFile: string | undefined;
}

/** The flags that say where; every command that acts on a server knows them. */
export const placeFlags = { data: { type: 'string' }, keys: { type: 'string' } } as const;

/** What `--help` says of {@link placeFlags}. */
export const placeHelp = `  --data DIR     where the server keeps its data (default .data)
  --keys FILE    the server's keys, needed where no server runs (default DIR/keys.json)
`;

/** The place that a command line names. */
export function readPlace(words: Words): Place {
  return { dataDirectory: words.text('data') ?? '.data', keysFile: words.text('keys') };
}

/**
 * Has a server do it: the running one, over its control socket, or, where none runs, a verifier of our own over the same
 * data. Resolves to the answer as JSON. Throws what the verifier throws, `not-found` where there is no data, `keys-missing`,
 * `database-in-use`.
 */
export async function reach(
  request: VerifierRequest,
  place: Place,
  { signal }: Pick<CommandContext, 'signal'>,
): Promise<unknown> {
  const answered = await askServer(dataPaths(place.dataDirectory).control, request, signal);
  if (answered !== null) return answered.value;
  return withVerifier(place, (verifier) => answerControl(request, verifier, signal));
}

/** The same for what needs the database alone: no keys are read. */
export async function reachDatabase(
  request: VerifierRequest,
  place: Place,
  { signal }: Pick<CommandContext, 'signal'>,
  inDatabase: (database: Database) => Promise<unknown>,
): Promise<unknown> {
  const answered = await askServer(dataPaths(place.dataDirectory).control, request, signal);
  return answered === null ? withDatabase(place, inDatabase) : answered.value;
}

async function withDatabase<T>(place: Place, use: (database: Database) => Promise<T>): Promise<T> {
  const paths = dataPaths(place.dataDirectory);
  await access(paths.database).catch(() => {
    throw new SafeUploadError(
      'not-found',
      `No server listens on ${paths.control} and there is no database in ${paths.database}. Say where with --data DIR.`,
    );
  });
  const { database, close } = await openDatabase(paths.database);
  try {
    return await use(database);
  } finally {
    await close();
  }
}

function withVerifier<T>(place: Place, use: (verifier: Verifier) => Promise<T>): Promise<T> {
  const paths = dataPaths(place.dataDirectory);
  return withDatabase(place, async (database) => {
    const fromEnvironment = process.env.SAFEUPLOAD_KEYS;
    const keys = fromEnvironment ? await parseKeys(fromEnvironment) : await loadKeys(place.keysFile ?? paths.keys);
    const measurer = createMeasurer();
    try {
      const verifier = await createVerifier({
        // No route is served from here, so the address is nobody's.
        audience: 'http://localhost/safe-upload',
        allowedOrigins: [],
        identify: () => null,
        database,
        blobs: directoryBlobs(paths.blobs),
        keys,
        measurer,
        // The host must learn of this, to purge its caches, but only the server knows whom to tell.
        keepEvents: true,
      });
      try {
        return await use(verifier);
      } finally {
        await verifier.dispose();
      }
    } finally {
      await measurer.dispose();
    }
  });
}
