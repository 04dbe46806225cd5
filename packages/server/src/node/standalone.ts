import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { SafeUploadError } from '@safeupload/sdk/core';
import type { Keys } from '../keys.js';
import { defaultServerPolicy, type ServerPolicy } from '../policy/server-policy.js';
import { createVerifier } from '../verifier.js';
import { closeGracefully } from './close-gracefully.js';
import { startControl } from './control.js';
import { dataPaths } from './data-paths.js';
import { directoryBlobs } from './directory-blobs.js';
import { answerHost } from './host-routes.js';
import { createHostTokens, type HostSecret } from './host-token.js';
import { keepOutOfGit } from './keep-out-of-git.js';
import { createMeasurer } from './measurer.js';
import { openDatabase } from './open-database.js';
import { type Peer, peerOf } from './peer.js';
import { startReaper } from './reaper.js';

/** What a server that stands alone needs to know. */
export interface StandaloneOptions {
  /** Database, blobs and control socket lie here; made if missing. */
  readonly dataDirectory: string;
  readonly keys: Keys;
  /** Absolute address of the routes as browsers see it, e.g. `https://forum.example/safe-upload`. */
  readonly audience: string;
  /** Origins of the pages that may upload. */
  readonly allowedOrigins: readonly string[];
  readonly host: HostSecret;
  readonly port: number;
  /** Address to listen on, e.g. `127.0.0.1`. */
  readonly hostname: string;
  /** See {@link peerOf}. */
  readonly trustProxy?: string;
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** Absent: the default one. */
  readonly policy?: ServerPolicy;
  /** Folders of further models; see `MeasurerOptions.models`. */
  readonly models?: readonly URL[];
  /** Told what comes next, because each takes a second or more. */
  onStarting?(part: 'database' | 'models'): void;
  /** Told of errors that callers never see. */
  onError(error: unknown, where: string): void;
}

/** A server that listens. */
export interface Standalone {
  readonly port: number;
  /** Ends requests, processes, the control socket and the database, in this order. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a server for hosts that are not JavaScript: the routes of the wire under the audience's path, and the host's own
 * calls under `{base}/host/…`. Throws `database-in-use`, `options-invalid`,
 * what is wrong with a model (`assets-missing`, `manifest-invalid`, `asset-digest-mismatch`, `model-failed`), or Node's error where the port is taken.
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const paths = dataPaths(options.dataDirectory);
    await mkdir(options.dataDirectory, { recursive: true, mode: 0o700 });
    await keepOutOfGit(options.dataDirectory);
    const tokens = createHostTokens(options.host, options.audience);
    options.onStarting?.('database');
    const { database, close: closeDatabase } = await openDatabase(paths.database);
    closers.push(closeDatabase);
    options.onStarting?.('models');
    const measurer = createMeasurer({ models: options.models ?? [] });
    closers.push(() => measurer.dispose());
    await measurer.ready();
    const peers = new WeakMap<Request, Peer>();
    const verifier = await createVerifier({
      audience: options.audience,
      allowedOrigins: options.allowedOrigins,
      async identify(request) {
        const identity = await tokens.identify(request);
        const peer = peers.get(request);
        return identity && peer ? { ...identity, peer } : identity;
      },
      database,
      blobs: directoryBlobs(paths.blobs),
      keys: options.keys,
      measurer,
      policy: options.policy ?? defaultServerPolicy,
      ...(options.webhook === undefined ? {} : { webhook: options.webhook }),
      onError: options.onError,
    });
    closers.push(() => verifier.dispose());
    closers.push(startReaper(verifier, { onError: (error) => options.onError(error, 'reaping') }));
    closers.push(await startControl(verifier, paths.control, { database }));
    const hostBase = `${new URL(options.audience).pathname.replace(/\/+$/, '')}/host/`;
    const peerOptions = options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy };
    const fetch = async (request: Request, incoming: IncomingMessage): Promise<Response> => {
      const peer = peerOf(incoming, peerOptions);
      if (peer) peers.set(request, peer);
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(hostBase)) return verifier.fetch(request);
      // To everybody else these routes do not exist.
      if (!(await tokens.isHost(request))) return verifier.fetch(request);
      return answerHost(pathname.slice(hostBase.length), request, verifier);
    };
    const server = await listening(fetch, options);
    closers.push(() => closeGracefully(server));
    const address = server.address();
    return { port: typeof address === 'object' && address !== null ? address.port : options.port, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/**
 * How long an idle connection stays open, in ms: longer than proxies keep theirs (nginx and AWS 60 s). With Node's 5 s a
 * request can meet the closing, and the member sees a 502 that nobody can explain.
 */
const keepAliveMs = 65_000;

async function listening(
  fetch: (request: Request, incoming: IncomingMessage) => Promise<Response>,
  options: Pick<StandaloneOptions, 'port' | 'hostname'>,
): Promise<Server> {
  const server = createAdaptorServer({
    createServer,
    fetch: (request, env) => {
      if ('incoming' in env && 'headersDistinct' in env.incoming)
        return fetch(request, env.incoming as IncomingMessage);
      throw new SafeUploadError('options-invalid', 'The server speaks HTTP/1.1 only.');
    },
  }) as Server;
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.hostname, resolve);
  });
  return server;
}
