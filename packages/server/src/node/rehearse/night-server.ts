import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { toErrorRecord } from '@safeupload/sdk/core';
import type { Identity } from '../../identity.js';
import { createVerifier } from '../../verifier.js';
import { closeGracefully } from '../close-gracefully.js';
import { dataPaths } from '../data-paths.js';
import { directoryBlobs } from '../directory-blobs.js';
import { makeKeys } from '../keys-file.js';
import { createMeasurer } from '../measurer.js';
import { openDatabase } from '../open-database.js';
import { nightBank, nightCalls } from './night-calls.js';
import { type NightMessage, type NightRequest, nightDirectoryPrefix } from './night-messages.js';
import { type NightLane, policyOfLane } from './night-policy.js';

// The entry of a rehearsal's server: the real verifier with a database, keys and a port of its own. It takes no directory,
// no address and no database from anybody, so no rehearsal can reach a server that lives; it makes a fresh directory,
// removes it at its end, and ends with the process that started it.

const closers: (() => Promise<unknown>)[] = [];
let isEnding = false;

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  for (const close of closers.splice(0).reverse()) await close().catch(() => undefined);
  process.exit(code);
}

function say(message: NightMessage): void {
  // The one who asked may be gone already; then this process is about to end.
  if (process.connected) process.send?.(message);
}

async function start(lane: NightLane, aheadAtFirst: number): Promise<void> {
  // At once: an end in between would leave it behind.
  const directory = mkdtempSync(join(tmpdir(), nightDirectoryPrefix));
  closers.push(() => rm(directory, { recursive: true, force: true }));
  say({ kind: 'opened', directory });
  const paths = dataPaths(directory);
  const { database, close } = await openDatabase(paths.database);
  closers.push(close);
  const measurer = createMeasurer({ processes: 1 });
  closers.push(() => measurer.dispose());

  let ahead = aheadAtFirst;
  let picturesAreOff = false;
  let answer = (_request: Request): Promise<Response> | Response => new Response(null, { status: 503 });
  const server = await listening((request) => answer(request));
  closers.push(() => closeGracefully(server, 500));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const audience = `http://127.0.0.1:${port}/safe-upload`;

  const members = new Map<string, Identity>();
  const verifier = await createVerifier({
    audience,
    allowedOrigins: [],
    policy: policyOfLane(lane),
    identify: (request) => members.get(request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '') ?? null,
    database,
    blobs: directoryBlobs(paths.blobs),
    keys: await makeKeys(paths.keys),
    measurer,
    banks: [nightBank],
    // It runs as fast as time does, from where the player last put it: what takes long takes long in the night, too.
    clock: () => Date.now() + ahead,
    onError: (error, where) => console.error(`rehearsal, ${lane}, ${where}:`, error),
  });
  closers.push(() => verifier.dispose());
  await measurer.ready();
  answer = (request) => {
    if (picturesAreOff) return new Response('Pictures are off.', { status: 404 });
    return verifier.fetch(request);
  };
  const calls = nightCalls({
    verifier,
    members,
    setClock(ms) {
      ahead = ms;
    },
    turnPicturesOff() {
      picturesAreOff = true;
    },
  });
  process.on('message', (request: NightRequest) => {
    if (request.kind !== 'call') return;
    const { id, name, order } = request;
    // Provable: the player is of the same build, and its calls are typed by the same table.
    const call = calls[name] as (order: unknown) => unknown;
    Promise.resolve()
      .then(() => call(order))
      .then(
        (value) => say({ kind: 'answer', id, value }),
        (thrown: unknown) => say({ kind: 'failed', id, error: toErrorRecord(thrown, 'server-refused') }),
      );
  });
  say({ kind: 'ready', audience });
}

async function listening(fetch: (request: Request) => Promise<Response> | Response): Promise<Server> {
  // Provable: it was made by `createServer` of node:http, which the options name.
  const server = createAdaptorServer({ createServer, fetch }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

if (process.send === undefined) {
  console.error('This is a part of "safeupload rehearse night" and runs only under it.');
  process.exit(2);
}
// The player is gone, by `kill -9` too: nobody watches this night any more.
process.on('disconnect', () => void end(0));
process.on('SIGTERM', () => void end(0));
// Ctrl-C reaches the whole process group; the player ends this process.
process.on('SIGINT', () => {});
process.on('message', (request: NightRequest) => {
  if (request.kind === 'end') void end(0);
  if (request.kind !== 'start') return;
  start(request.lane, request.ahead).catch((thrown: unknown) => {
    say({ kind: 'unfit', error: toErrorRecord(thrown, 'database-failed') });
    void end(1);
  });
});
