import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** How this server was started. */
export interface StartOptions {
  readonly port: number;
  /** True: https for other devices in the network, staff accounts behind a PIN. */
  readonly lan: boolean;
  /** Where database, keys and pictures are kept. */
  readonly dataDirectory: string;
  /** True: an empty forum gets its first threads. */
  readonly seed: boolean;
}

/** The forum's own directory, two above the compiled server. */
export const forumDirectory = fileURLToPath(new URL('../../', import.meta.url));

/** The options in a command line. Throws an error whose message says what is wrong with which word. */
export function readOptions(words: readonly string[]): StartOptions {
  let port = 4173;
  let lan = false;
  let seed = true;
  let dataDirectory = path.join(forumDirectory, '../../.data');
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') continue;
    else if (word === '--lan') lan = true;
    else if (word === '--no-seed') seed = false;
    else if (word === '--port') port = portIn(words[++i]);
    else if (word === '--data') dataDirectory = path.resolve(words[++i] ?? '');
    else throw new Error(`Unknown option “${word}”. Known are --port NUMBER, --lan, --data DIRECTORY and --no-seed.`);
  }
  return { port, lan, seed, dataDirectory };
}

/** Addresses of this computer in its network: what a phone beside it can reach. */
export function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flat()
    .filter((one) => one !== undefined && one.family === 'IPv4' && !one.internal)
    .map((one) => one?.address ?? '');
}

function portIn(word: string | undefined): number {
  const port = Number(word);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port takes a number from 1 to 65535, got “${word ?? 'nothing'}”.`);
  }
  return port;
}
