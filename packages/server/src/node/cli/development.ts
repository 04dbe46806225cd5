import type { Identity } from '../../identity.js';
import type { Keys } from '../../keys.js';
import { loadKeys, makeKeys } from '../keys-file.js';
import { UsageError } from './command.js';

/**
 * Whoever asks a server that was started with `--development`. Trusted: of others, three pictures that alarm a classifier,
 * as one tries them, make every further one wait for half an hour, and nobody is there to release it.
 */
export const developer: Identity = {
  accountId: 'developer',
  sessionId: 'development',
  tier: 'trusted',
  roles: [],
};

/** Where pages are in development: Vite and its preview, Next.js, webpack's server. */
export const developmentOrigins: readonly string[] = [5173, 4173, 3000, 8080].map((port) => `http://localhost:${port}`);

/**
 * Throws a `UsageError` where a server that takes everybody for one member could be reached from elsewhere: by another
 * address than this machine's own, behind a proxy, for pages of other machines, or in production.
 */
export function refuseOutsideDevelopment(given: {
  readonly hostname: string;
  readonly origins: readonly string[];
  readonly audience: string;
  readonly trustProxy: string | undefined;
  readonly mode: string | undefined;
}): void {
  const refuse = (why: string): never => {
    throw new UsageError(`--development takes everybody for one member, so it stays on this machine: ${why}.`);
  };
  if (!isLoopback(given.hostname)) refuse(`--hostname must be 127.0.0.1 or localhost, got ${given.hostname}`);
  const foreign = given.origins.find((origin) => !URL.canParse(origin) || !isLoopback(new URL(origin).hostname));
  if (foreign !== undefined) refuse(`--origin must be of localhost, got ${foreign}`);
  // A public audience means that something forwards to here, and the pages of its own origin need no `--origin`.
  if (!URL.canParse(given.audience) || !isLoopback(new URL(given.audience).hostname)) {
    refuse(`--audience must be of localhost, got ${given.audience}`);
  }
  if (given.trustProxy !== undefined) refuse('it goes without --trust-proxy');
  if (given.mode === 'production') refuse('NODE_ENV is production');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The keys in the file, made there first where it is missing: what this server keeps is for trying only. */
export async function developmentKeys(file: string): Promise<Keys> {
  try {
    return await makeKeys(file);
  } catch {
    // They are there already, or the reason is in what loading says.
    return loadKeys(file);
  }
}
