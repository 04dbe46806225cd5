import { SafeUploadError, throwIfAborted } from '@safeupload/sdk/core';
import type { HelloMessage, ScreenProgress } from '../worker/protocol.js';
import type { Screened } from '../worker/screened.js';
import { type Connection, openConnection, type Patience, type Request, WorkLost } from './connection.js';
import { mayOvertake, noteOvertaken, type Weighted } from './connection-overtaking.js';
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
  /** Does a request in its turn, smaller files beside larger ones. Rejects with the request's failure, `aborted`, or what ended the worker. */
  run(
    client: object,
    request: Request,
    options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (progress: ScreenProgress) => void },
  ): Promise<Screened | null>;
  /**
   * Ends the worker, if there is one, and with it all it remembers of pictures: evidence, and pixels in memory that was
   * given back. What others have asked for meanwhile is done by another worker.
   */
  forget(): void;
  /** Ends the worker for good. */
  stop(reason: SafeUploadError): void;
}

interface Work extends Weighted {
  /** Does the work; resolves when the worker is done with it, never rejects. */
  readonly begin: () => Promise<void>;
}

/** How often a request is begun anew because its worker ended through no fault of its own. */
const mostRepeats = 3;

/** A {@link Host}; nothing is started before the first request. */
export function hostOf(settings: HostSettings): Host {
  const turns = takeTurns<object, Work>();
  let connecting: Promise<Connection> | undefined;
  let connection: Connection | undefined;
  let used = { pictures: 0, pixels: 0 };
  const begun = new Set<Work>();
  let usedUp = false;
  let stopped = false;
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

  const beginNext = (): void => {
    clearTimeout(idle);
    while (!usedUp) {
      const work = turns.next((next) => begun.size === 0 || mayOvertake(next, begun));
      if (work === undefined) break;
      noteOvertaken(begun);
      begun.add(work);
      void work.begin().then(() => done(work));
    }
    // Not after `stop`, whose aborted work ends later: the timer would keep all of this in memory for nothing.
    if (begun.size === 0 && !stopped)
      idle = setTimeout(() => retire('nothing was left to do'), settings.lifetime.idleMs);
  };

  const done = (work: Work): void => {
    begun.delete(work);
    usedUp ||= used.pictures >= settings.lifetime.pictures || used.pixels >= settings.lifetime.pixels;
    if (usedUp && begun.size === 0) {
      retire('it was used up');
      usedUp = false;
    }
    beginNext();
  };

  /** The answer of the worker of the time, or of the one after it where that was ended because of something else. */
  const answerTo = async (
    request: Request,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: ScreenProgress) => void },
  ): Promise<Screened | null> => {
    for (let repeats = 0; ; repeats += 1) {
      throwIfAborted(options.signal);
      const current = await connect();
      throwIfAborted(options.signal);
      try {
        return count(await current.ask(request, options));
      } catch (thrown) {
        if (!(thrown instanceof WorkLost)) throw thrown;
        if (stopped || repeats >= mostRepeats) throw thrown.reason;
      }
    }
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
    run(client, request, { signal = new AbortController().signal, onProgress = () => undefined }) {
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          if (turns.remove(client, work)) reject(abortedError());
        };
        const begin = async (): Promise<void> => {
          signal.removeEventListener('abort', leave);
          // The caller hears of an abort at once; the place is free again when the worker has stopped.
          const cancel = (): void => reject(abortedError());
          signal.addEventListener('abort', cancel);
          try {
            resolve(await answerTo(request, { signal, onProgress }));
          } catch (thrown) {
            reject(thrown);
          } finally {
            signal.removeEventListener('abort', cancel);
          }
        };
        // A prefetch is mostly waiting for the network: pictures are read and prepared meanwhile.
        const bytes = request.type === 'screen' ? request.file.size : Number.POSITIVE_INFINITY;
        const work: Work = { bytes, overtaken: 0, begin };
        if (signal.aborted) {
          reject(abortedError());
          return;
        }
        signal.addEventListener('abort', leave);
        turns.add(client, work);
        beginNext();
      });
    },
    forget() {
      connection?.end(new SafeUploadError('worker-crashed', 'The worker was ended: what it knew was to be forgotten.'));
      connection = undefined;
    },
    stop(reason) {
      stopped = true;
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
