import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createVerifier, type Database, type Identity, type Verifier } from '@safeupload/server';
import { createMeasurer, directoryBlobs, loadKeys, makeKeys, openDatabase } from '@safeupload/server/node';
import { serveFolder } from './serve-folder.mjs';

/** An application's folder and a real verifier, on one origin of this machine. */
export interface RunningApp {
  readonly origin: string;
  readonly verifier: Verifier;
  readonly database: Database;
  close(): Promise<void>;
}

/** How {@link startApp} serves. */
export interface AppOptions {
  /** Hears of every request to the verifier. */
  readonly onRequest?: (method: string, path: string) => void;
  /** Of every answer that is not the verifier's. */
  readonly headers?: Record<string, string>;
  /** Of other pages that may upload. */
  readonly origins?: readonly string[];
}

/** The account that every request of the application belongs to. */
const member: Identity = { accountId: 'member-1', sessionId: 'session-1', tier: 'trusted', roles: [] };

/**
 * Serves a built application, with the verifier under `base` of the same origin: real database, keys, blobs, models.
 */
export async function startApp(folder: string, base: string, options: AppOptions = {}): Promise<RunningApp> {
  const { onRequest, headers = {}, origins = [] } = options;
  const directory = mkdtempSync(`${tmpdir()}/safeupload-app-`);
  const keysFile = `${directory}/keys.json`;
  await makeKeys(keysFile);
  const opened = await openDatabase(`${directory}/database`);
  const measurer = await createMeasurer({ processes: 1 });
  let verifier: Verifier | undefined;
  const server = await serveFolder(folder, {
    headers,
    answer(incoming, response) {
      if (verifier === undefined || !(incoming.url ?? '').startsWith(`${base}/`)) return false;
      onRequest?.(incoming.method ?? 'GET', incoming.url ?? '');
      const { fetch } = verifier;
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method ?? 'GET',
        headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value] as [string, string]] : [],
        ),
        ...(incoming.method === 'POST' ? { body: bodyOf(incoming), duplex: 'half' } : {}),
      } as RequestInit);
      fetch(request).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(new Uint8Array(await answer.arrayBuffer()));
      });
      return true;
    },
  });
  verifier = await createVerifier({
    audience: `${server.origin}${base}`,
    allowedOrigins: [server.origin, ...origins],
    identify: () => member,
    database: opened.database,
    blobs: directoryBlobs(`${directory}/blobs`),
    keys: await loadKeys(keysFile),
    measurer,
    onError: (error, where) => console.error(where, error),
  });
  return {
    origin: server.origin,
    verifier,
    database: opened.database,
    async close() {
      await server.close();
      await verifier?.dispose();
      await measurer.dispose();
      await opened.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The body of a Node request as a web stream. */
function bodyOf(incoming: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const pieces = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
}
