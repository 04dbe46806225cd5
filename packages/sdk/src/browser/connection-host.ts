import { SafeUploadError, throwIfAborted } from '@safeupload/sdk/core';
import type { HelloMessage, ScreenProgress } from '../worker/protocol.js';
import type { Screened } from '../worker/screened.js';
import { type Connection, openConnection, type Patience, type Request } from './connection.js';
import { takeTurns } from './connection-turns.js';

/** When a worker is let go though nothing is wrong with it. */
export interface Lifetime {
  /** After this long without work, in ms. */
  readonly idleMs: number;
  /** After this many pictures. WebAssembly memory grows and never shrinks. */
  readonly pictures: number;
  /** After this many pixels, for the same reason. */
  readonly pixels: number;
}

/** What one worker and its successors are started with. */
export interface HostSettings {
  readonly spawn: () => Worker;
  readonly greeting: Omit<HelloMessage, 'type' | 'sdk'>;
  readonly patience: Patience;
  readonly lifetime: Lifetime;
}

/** A worker that is started when needed, shared by all screeners of the same settings, and replaced when it breaks. */
export interface Host {
  /** Does one request in its turn. Rejects with the request's failure, `aborted`, or what ended the worker. */
  run(
    client: object,
    request: Request,
    options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (progress: ScreenProgress) => void },
  ): Promise<Screened | null>;
  /** Ends the worker, if there is one. The next request starts another. */
  stop(reason: SafeUploadError): void;
}

interface Work {
  /** Does the work; resolves when the worker is free again, never rejects. */
  readonly begin: () => Promise<void>;
}

/** A {@link Host}; nothing is started before the first request. */
export function hostOf(settings: HostSettings): Host {
  const turns = takeTurns<object, Work>();
  let connecting: Promise<Connection> | undefined;
  let connection: Connection | undefined;
  let used = { pictures: 0, pixels: 0 };
  let working = false;
  let idle: ReturnType<typeof setTimeout> | undefined;

  const connect = async (): Promise<Connection> => {
    if (connection?.ended) connection = undefined;
    if (connection !== undefined) return connection;
    connecting ??= openConnection(settings.spawn, settings.greeting, settings.patience);
    try {
      connection = await connecting;
      used = { pictures: 0, pixels: 0 };
      return connection;
    } finally {
      connecting = undefined;
    }
  };

  const retire = (why: string): void => {
    connection?.end(new SafeUploadError('worker-crashed', `The worker was ended: ${why}.`));
    connection = undefined;
  };

  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    clearTimeout(idle);
    for (let next = turns.next(); next !== undefined; next = turns.next()) {
      await next.begin();
      if (used.pictures >= settings.lifetime.pictures || used.pixels >= settings.lifetime.pixels)
        retire('it was used up');
    }
    working = false;
    idle = setTimeout(() => retire('nothing was left to do'), settings.lifetime.idleMs);
  };

  const count = (screened: Screened | null): Screened | null => {
    if (screened === null) return null;
    const { header, frames } = screened.evidence;
    used.pictures++;
    used.pixels += header.width * header.height * Math.max(1, frames.screened);
    used.pixels += screened.sourceHeader.width * screened.sourceHeader.height;
    return screened;
  };

  return {
    run(client, request, { signal, onProgress = () => undefined }) {
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          if (turns.remove(client, work_)) reject(abortedError());
        };
        const begin = async (): Promise<void> => {
          signal?.removeEventListener('abort', leave);
          // The caller hears of an abort at once; the worker's turn ends when the worker has stopped.
          const cancel = (): void => {
            connection?.cancel();
            reject(abortedError());
          };
          signal?.addEventListener('abort', cancel);
          try {
            throwIfAborted(signal);
            const current = await connect();
            throwIfAborted(signal);
            resolve(count(await current.ask(request, onProgress)));
          } catch (thrown) {
            reject(thrown);
          } finally {
            signal?.removeEventListener('abort', cancel);
          }
        };
        const work_: Work = { begin };
        if (signal?.aborted) {
          reject(abortedError());
          return;
        }
        signal?.addEventListener('abort', leave);
        turns.add(client, work_);
        void work();
      });
    },
    stop(reason) {
      clearTimeout(idle);
      connection?.end(reason);
      connection = undefined;
      connecting?.then(
        (late) => late.end(reason),
        () => undefined,
      );
      connecting = undefined;
    },
  };
}

function abortedError(): SafeUploadError {
  return new SafeUploadError('aborted', 'Stopped because the caller asked for it.');
}
