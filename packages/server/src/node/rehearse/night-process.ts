import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromErrorRecord, SafeUploadError } from '@safeupload/sdk/core';
import type { NightCallName, NightCalls, NightMessage, NightRequest } from './night-messages.js';
import { nightDirectoryPrefix } from './night-messages.js';
import type { NightLane } from './night-policy.js';

/** A rehearsal's server, from outside: HTTP for what browsers do, calls for what its host does. */
export interface NightServer {
  /** Absolute address of its routes, e.g. `http://127.0.0.1:40123/safe-upload`. */
  readonly audience: string;
  /** Its clock, ms since the epoch. */
  now(): number;
  /** Puts its clock to a later moment; it runs on from there. */
  jumpTo(at: number): Promise<void>;
  /** A call of its host. Rejects with what it threw, `aborted`, or `server-refused` where the process is gone or silent. */
  call<Name extends NightCallName>(
    name: Name,
    order: Parameters<NightCalls[Name]>[0],
  ): Promise<ReturnType<NightCalls[Name]>>;
  /** Ends the process and removes its directory. May be called twice. */
  dispose(): Promise<void>;
}

/** Opening the database and the models, in ms. */
const startMs = 60_000;
/** One call of the host, in ms: the longest reaps a night's pictures. */
const callMs = 60_000;
/** From asking the process to end until it is killed, in ms. */
const endMs = 5_000;

// Run from the sources, in tests, there is no JavaScript to fork: the compiled process of `tsc -b` is used.
const entry = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/node/rehearse/night-server.js' : './night-server.js',
  import.meta.url,
);

/** Starts a server process whose clock stands at `at`. Throws `assets-missing` where it is not built, `aborted`. */
export async function startNightServer(options: {
  readonly lane: NightLane;
  readonly at: number;
  readonly signal?: AbortSignal;
}): Promise<NightServer> {
  const { lane, at, signal } = options;
  if (!existsSync(entry)) {
    throw new SafeUploadError(
      'assets-missing',
      `The rehearsal's server is missing: ${fileURLToPath(entry)}. Install @safeupload/server again, or build it.`,
    );
  }
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    execArgv: [],
    // Nothing of the live server's environment: no keys, no secrets, no addresses.
    env: pick(process.env, ['PATH', 'LD_LIBRARY_PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot']),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let directory: string | null = null;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const gone = new Promise<void>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve());
  });
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(lost());
    waiting.clear();
  });

  const dispose = async (): Promise<void> => {
    signal?.removeEventListener('abort', stop);
    if (child.connected) send(child, { kind: 'end' });
    const timer = setTimeout(() => child.kill('SIGKILL'), endMs);
    await gone;
    clearTimeout(timer);
    // A process that was killed could not do it itself.
    if (directory !== null) await removeNightDirectory(directory);
  };
  const stop = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });

  try {
    let ahead = at - Date.now();
    let nextId = 1;
    child.on('message', (message: NightMessage) => {
      if (message.kind === 'opened') directory = message.directory;
      if (message.kind !== 'answer' && message.kind !== 'failed') return;
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === 'answer') asked?.resolve(message.value);
      else asked?.reject(fromErrorRecord(message.error));
    });
    const { audience } = await whenReady(child, gone, { kind: 'start', lane, ahead }, signal);
    const call: NightServer['call'] = (name, order) => {
      if (signal?.aborted) return Promise.reject(aborted());
      if (!child.connected) return Promise.reject(lost());
      const id = nextId++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(
            new SafeUploadError('server-refused', `The rehearsal's server did not answer ${name} in ${callMs} ms.`),
          );
        }, callMs);
        waiting.set(id, {
          resolve(value) {
            clearTimeout(timer);
            // Provable: the server is of the same build, and its answers are typed by the same table.
            resolve(value as ReturnType<NightCalls[typeof name]>);
          },
          reject(error) {
            clearTimeout(timer);
            reject(signal?.aborted ? aborted() : error);
          },
        });
        send(child, { kind: 'call', id, name, order });
      });
    };
    return {
      audience,
      now: () => Date.now() + ahead,
      async jumpTo(moment) {
        ahead = moment - Date.now();
        await call('clock', { ahead });
      },
      call,
      dispose,
    };
  } catch (thrown) {
    await dispose();
    throw signal?.aborted ? aborted() : thrown;
  }
}

function whenReady(
  child: ChildProcess,
  gone: Promise<void>,
  start: NightRequest,
  signal: AbortSignal | undefined,
): Promise<Extract<NightMessage, { kind: 'ready' }>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new SafeUploadError('server-refused', `The rehearsal's server was not ready after ${startMs} ms.`)),
      startMs,
    );
    const hear = (message: NightMessage): void => {
      if (message.kind === 'ready') resolve(message);
      else if (message.kind === 'unfit') reject(fromErrorRecord(message.error));
      else return;
      clearTimeout(timer);
      child.off('message', hear);
    };
    child.on('message', hear);
    void gone.then(() => {
      clearTimeout(timer);
      reject(lost());
    });
    if (signal?.aborted) {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(aborted());
    } else {
      send(child, start);
    }
  });
}

function send(child: ChildProcess, request: NightRequest): void {
  // A process that is gone is noticed by its exit.
  child.send(request, () => {});
}

/** Removes a rehearsal's directory and never another: it must lie right under the temporary one and carry the name. */
async function removeNightDirectory(directory: string): Promise<void> {
  const path = resolve(directory);
  if (dirname(path) !== resolve(tmpdir()) || !basename(path).startsWith(nightDirectoryPrefix)) return;
  await rm(path, { recursive: true, force: true });
}

function lost(): SafeUploadError {
  return new SafeUploadError('server-refused', "The rehearsal's server ended before the night did.");
}

function aborted(): SafeUploadError {
  return new SafeUploadError('aborted', 'Stopped because the caller asked for it.');
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
