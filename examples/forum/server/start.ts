import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createVerifier } from '@safeupload/server';
import {
  createMeasurer,
  dataPaths,
  directoryBlobs,
  openDatabase,
  startControl,
  startReaper,
} from '@safeupload/server/node';
import { createApp } from './app.js';
import { fillBanks, testBanks } from './banks.js';
import { certificateFor } from './certificate.js';
import { openForumStore } from './database/forum-store.js';
import { type Answer, listen } from './listen.js';
import { joinedAt } from './members.js';
import { openKeys } from './open-keys.js';
import { forumDirectory, lanAddresses, type StartOptions } from './options.js';
import { createPeers } from './peers.js';
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
  const paths = dataPaths(dataDirectory);
  const closers: (() => Promise<void>)[] = [];
  let stopListening = async () => {};
  const close = async () => {
    // First nobody new is let in, then what the last ones used is put away.
    const stop = stopListening;
    stopListening = async () => {};
    await stop();
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    const nearby = options.lan ? lanAddresses() : [];
    const hosts = [...nearby, 'localhost', '127.0.0.1'];
    const origins = hosts.map((host) => `${options.lan ? 'https' : 'http'}://${host}:${options.port}`);
    const audience = `${origins[0]}/safe-upload`;

    // The port first: it is the likeliest thing to be in the way, and cheap to know.
    let answer: Answer = () =>
      new Response('The forum is starting. Reload in a moment.', { status: 503, headers: { 'retry-after': '2' } });
    const place = {
      hostname: options.lan ? '0.0.0.0' : '127.0.0.1',
      port: options.port,
      certificate: options.lan ? await certificateFor(dataDirectory, nearby) : null,
    };
    stopListening = await listen(place, (request, incoming) => answer(request, incoming));

    const { keys, cookieSecret } = await openKeys(dataDirectory);
    const opened = await openDatabase(paths.database);
    closers.push(opened.close);
    const measurer = createMeasurer();
    closers.push(measurer.dispose);
    await measurer.ready();
    const openedAt = Date.now();
    const sessions = createSessions({ secret: cookieSecret, secure: options.lan });
    const peers = createPeers();
    const verifier = await createVerifier({
      audience,
      allowedOrigins: origins,
      identify: (request) => {
        const session = sessions.of(request);
        if (session === null) return null;
        const { member, sessionId } = session;
        const peer = peers.of(request);
        const { id: accountId, tier, roles } = member;
        const identity = { accountId, sessionId, tier, roles, since: joinedAt(member, openedAt) };
        return peer === null ? identity : { ...identity, peer };
      },
      database: opened.database,
      blobs: directoryBlobs(paths.blobs),
      keys,
      measurer,
      banks: testBanks,
      onError: (error, where) => console.error(`${where}:`, error),
    });
    closers.push(verifier.dispose);
    closers.push(startReaper(verifier, { onError: (error) => console.error('reaping:', error) }));
    closers.push(await startControl(verifier, paths.control, { database: opened.database }));

    const store = await openForumStore(opened.database);
    const services: Services = {
      store,
      posting: createPosting({ store, verifier, clock: Date.now }),
      verifier,
      sessions,
      peers,
      pin: options.lan ? createStaffPin(Date.now) : null,
      audience,
      allowedOrigins: origins,
      clientDirectory: path.join(forumDirectory, 'dist/client'),
      samplesDirectory: path.join(forumDirectory, 'dist/samples'),
      clock: Date.now,
    };
    await services.posting.recover();
    await fillBanks(verifier, services.samplesDirectory);
    if (options.seed) await seedForum(services, path.join(forumDirectory, 'seed-pictures'), log);

    const app = createApp(services);
    answer = (request, incoming) => {
      peers.note(request, incoming);
      return app.fetch(request);
    };
    const addresses = options.lan ? origins.slice(0, nearby.length + 1) : origins.slice(0, 1);
    return { addresses, pin: services.pin?.digits ?? null, close };
  } catch (error) {
    await close();
    throw error;
  }
}
