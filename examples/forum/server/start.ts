import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import path from 'node:path';
import { serve } from '@hono/node-server';
import { createVerifier } from '@safeupload/server';
import { createMeasurer, directoryBlobs, openDatabase, startControl, startReaper } from '@safeupload/server/node';
import { createApp } from './app.js';
import { fillBanks, testBanks } from './banks.js';
import { certificateFor } from './certificate.js';
import { openForumStore } from './database/forum-store.js';
import { openKeys } from './open-keys.js';
import { forumDirectory, lanAddresses, type StartOptions } from './options.js';
import { createPosting } from './posting.js';
import { seedForum } from './seed.js';
import type { Services } from './services.js';
import { createSessions } from './session.js';
import { createStaffPin } from './staff-pin.js';

/** A forum that answers. */
export interface RunningForum {
  /** Addresses to open, the best one first. */
  readonly addresses: readonly string[];
  /** The PIN of the staff accounts, or null where none is asked. */
  readonly pin: string | null;
  /** Stops taking requests, ends every process, closes the database. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts the forum and resolves when it answers. Throws with a sentence for people where it cannot: the port is taken
 * (`code` EADDRINUSE), the data directory is in use by another one (`database-in-use`), keys are damaged.
 */
export async function startForum(options: StartOptions, log: (line: string) => void): Promise<RunningForum> {
  const { dataDirectory } = options;
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    const nearby = options.lan ? lanAddresses() : [];
    const scheme = options.lan ? 'https' : 'http';
    const hosts = [...nearby, 'localhost', '127.0.0.1'];
    const origins = hosts.map((host) => `${scheme}://${host}:${options.port}`);
    const audience = `${origins[0]}/safe-upload`;

    // The port first: it is the likeliest thing to be in the way, and cheap to know.
    let answer: (request: Request) => Response | Promise<Response> = () =>
      new Response('The forum is starting. Reload in a moment.', { status: 503, headers: { 'retry-after': '2' } });
    const tls = options.lan ? await certificateFor(dataDirectory, nearby) : null;
    closers.push(await listen(options, tls, (request) => answer(request)));

    const { keys, cookieSecret } = await openKeys(dataDirectory);
    const opened = await openDatabase(path.join(dataDirectory, 'database'));
    closers.push(() => opened.close());
    const measurer = createMeasurer();
    closers.push(() => measurer.dispose());
    const sessions = createSessions({ secret: cookieSecret, secure: options.lan });
    const verifier = await createVerifier({
      audience,
      allowedOrigins: origins,
      identify: (request) => {
        const session = sessions.of(request);
        if (session === null) return null;
        const { member, sessionId } = session;
        return { accountId: member.id, sessionId, tier: member.tier, roles: member.roles };
      },
      database: opened.database,
      blobs: directoryBlobs(path.join(dataDirectory, 'blobs')),
      keys,
      measurer,
      banks: testBanks,
      onError: (error, where) => console.error(`${where}:`, error),
    });
    closers.push(() => verifier.dispose());
    closers.push(startReaper(verifier));
    closers.push(await startControl(verifier, path.join(dataDirectory, 'control.sock')));

    const store = await openForumStore(opened.database);
    const services: Services = {
      store,
      posting: createPosting({ store, verifier, clock: Date.now }),
      verifier,
      sessions,
      pin: options.lan ? createStaffPin(Date.now) : null,
      audience,
      allowedOrigins: origins,
      clientDirectory: path.join(forumDirectory, 'dist/client'),
      samplesDirectory: path.join(forumDirectory, 'dist/samples'),
      clock: Date.now,
    };
    await services.posting.recover();
    await fillBanks(verifier, measurer, services.samplesDirectory);
    if (options.seed) await seedForum(services, path.join(forumDirectory, 'seed-pictures'), log);
    const app = createApp(services);
    answer = (request) => app.fetch(request);
    const addresses = options.lan ? [...origins].slice(0, nearby.length + 1) : [origins[0] ?? ''];
    return { addresses, pin: services.pin?.digits ?? null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Longest wait for open requests when the forum is closed. */
const closingMs = 2_000;

async function listen(
  options: StartOptions,
  tls: { readonly cert: string; readonly key: string } | null,
  fetch: (request: Request) => Response | Promise<Response>,
): Promise<() => Promise<void>> {
  const hostname = options.lan ? '0.0.0.0' : '127.0.0.1';
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch,
        port: options.port,
        hostname,
        ...(tls === null ? { createServer } : { createServer: createSecureServer, serverOptions: { ...tls } }),
      },
      () => resolve(end),
    );
    server.once('error', reject);
    const end = () =>
      new Promise<void>((done) => {
        server.close(() => done());
        const force = 'closeAllConnections' in server ? () => server.closeAllConnections() : () => undefined;
        setTimeout(force, closingMs).unref();
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      });
  });
}
