import { fromErrorRecord, SafeUploadError, sdkVersion } from '@safeupload/sdk/core';
import type {
  FromWorker,
  HelloMessage,
  PrefetchMessage,
  ScreenMessage,
  ScreenProgress,
  ToWorker,
} from '../worker/protocol.js';
import type { Screened } from '../worker/screened.js';
import { messageOf } from './connection-message.js';
import { watchViolations } from './connection-violations.js';

/** A request without its number, which the connection gives. */
export type Request = Omit<ScreenMessage, 'id'> | Omit<PrefetchMessage, 'id'>;

/** How long the worker may be silent, in ms. */
export interface Patience {
  /** From the start to `ready`. */
  readonly startMs: number;
  /** While a request is pending. Longer than the longest single stage on a slow phone. */
  readonly silentMs: number;
  /** From a cancel to the end of the request. */
  readonly cancelMs: number;
}

/** What is thrown to those whose worker ended through no fault of theirs: they may ask another. */
export class WorkLost extends Error {
  readonly reason: SafeUploadError;

  constructor(reason: SafeUploadError) {
    super(reason.message);
    this.reason = reason;
  }
}

/** One running worker. Every wait on it ends: with an answer, a typed failure, or a time limit. */
export interface Connection {
  /**
   * What the worker answers; null for a prefetch. When the signal fires the worker is asked to stop, and is ended if it
   * does not within `cancelMs`. Rejects with what ended the connection, {@link WorkLost} where another request did.
   */
  ask(
    request: Request,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: ScreenProgress) => void },
  ): Promise<Screened | null>;
  /** Terminates the worker. What is pending is rejected with {@link WorkLost}. */
  end(reason: SafeUploadError): void;
  /** True once the worker is gone or must not be used again. */
  readonly ended: boolean;
}

interface Pending {
  readonly resolve: (screened: Screened | null) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: (progress: ScreenProgress) => void;
  /** Ends listening and waiting. */
  readonly stop: () => void;
}

const pingMs = 1_000;
/** How long a policy's report may come after the worker's error event, in ms. */
const violationMs = 100;

/**
 * Starts a worker and greets it. A worker that fails to load fires one empty event, one that closes itself none at all,
 * and neither answers: so `error`, `messageerror`, the handshake (which compares SDK versions) and pings while a request
 * is pending are raced. Rejects with `worker-load-failed`, `worker-blocked-by-csp`, `worker-crashed`, `worker-silent`,
 * `assets-outdated`, and what `spawn` throws.
 */
export function openConnection(
  spawn: () => Worker,
  greeting: Omit<HelloMessage, 'type' | 'sdk'>,
  patience: Patience,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const violations = watchViolations();
    let worker: Worker;
    try {
      worker = spawn();
    } catch (thrown) {
      violations.stop();
      reject(thrown);
      return;
    }
    let state: 'starting' | 'ready' | 'ended' = 'starting';
    const pending = new Map<number, Pending>();
    /** The request that last told how far it is: what breaks the worker is taken for its doing. */
    let atWork = 0;
    let nextId = 1;
    let heardAt = performance.now();
    let pinging: ReturnType<typeof setInterval> | undefined;

    const say = (message: ToWorker): void => worker.postMessage(message);

    const settle = (id: number): Pending | undefined => {
      const settled = pending.get(id);
      settled?.stop();
      pending.delete(id);
      if (pending.size === 0) clearInterval(pinging);
      return settled;
    };

    const end = (reason: SafeUploadError): void => {
      if (state === 'ended') return;
      const wasStarting = state === 'starting';
      state = 'ended';
      clearTimeout(starting);
      violations.stop();
      worker.terminate();
      for (const id of [...pending.keys()]) settle(id)?.reject(new WorkLost(reason));
      if (wasStarting) reject(reason);
    };

    /** Ends a worker that broke: whoever was at work hears why. */
    const breakDown = (reason: SafeUploadError, id = atWork): void => {
      const [oldest = 0] = pending.keys();
      settle(pending.has(id) ? id : oldest)?.reject(reason);
      end(reason);
    };

    const watch = (): void => {
      heardAt = performance.now();
      let tickedAt = heardAt;
      pinging = setInterval(
        () => {
          const now = performance.now();
          // A page that slept (a closed lid, a tab in the background) has not heard anything and proves nothing.
          if (now - tickedAt > 3 * pingMs) heardAt = now;
          tickedAt = now;
          if (now - heardAt > patience.silentMs) {
            breakDown(silent(`The worker has not answered for ${patience.silentMs / 1000} s.`));
          } else say({ type: 'ping' });
        },
        Math.min(pingMs, patience.silentMs / 2),
      );
    };

    const starting = setTimeout(
      () => end(silent(`The worker did not start within ${patience.startMs / 1000} s.`)),
      patience.startMs,
    );

    const connection: Connection = {
      ask(request, { signal, onProgress }) {
        return new Promise((answered, failed) => {
          if (state !== 'ready') {
            failed(new SafeUploadError('worker-crashed', 'The worker is gone.'));
            return;
          }
          const id = nextId++;
          let cancelling: ReturnType<typeof setTimeout> | undefined;
          const cancel = (): void => {
            say({ type: 'cancel', id });
            cancelling = setTimeout(
              () => breakDown(silent(`The worker did not stop within ${patience.cancelMs / 1000} s.`), id),
              patience.cancelMs,
            );
          };
          const stop = (): void => {
            clearTimeout(cancelling);
            signal.removeEventListener('abort', cancel);
          };
          signal.addEventListener('abort', cancel, { once: true });
          if (pending.size === 0) watch();
          pending.set(id, { resolve: answered, reject: failed, onProgress, stop });
          say({ ...request, id });
        });
      },
      end,
      get ended() {
        return state === 'ended';
      },
    };

    const hear = (message: FromWorker): void => {
      if (message.type === 'pong' || state === 'ended') return;
      if (message.type === 'ready') {
        if (message.sdk !== sdkVersion) {
          end(
            new SafeUploadError(
              'assets-outdated',
              `The worker is of another version of the SDK: expected ${sdkVersion}, got ${message.sdk}. Run "npx safeupload-assets" again and publish the folder with the page.`,
              { details: { expected: sdkVersion, got: message.sdk } },
            ),
          );
        } else if (state === 'starting') {
          state = 'ready';
          clearTimeout(starting);
          violations.stop();
          resolve(connection);
        }
        return;
      }
      if (message.type === 'progress') {
        atWork = message.id;
        pending.get(message.id)?.onProgress(message.progress);
        return;
      }
      const settled = settle(message.id);
      if (message.type === 'screened') settled?.resolve(message.screened);
      if (message.type === 'prefetched') settled?.resolve(null);
      if (message.type === 'failed') {
        const error = fromErrorRecord(message.error);
        settled?.reject(error);
        if (message.spent) end(error);
      }
    };

    worker.addEventListener('message', (event: MessageEvent<unknown>) => {
      heardAt = performance.now();
      const message = messageOf(event.data);
      if (message !== null) hear(message);
    });
    worker.addEventListener('messageerror', () =>
      breakDown(new SafeUploadError('worker-crashed', 'The worker said something that this browser cannot read.')),
    );
    worker.addEventListener('error', (event) => {
      // Ours to report; without this it would also appear as an uncaught error of the page.
      event.preventDefault();
      const said = typeof event.message === 'string' ? event.message : '';
      if (state === 'starting' && said === '') {
        // Reports of a policy come as tasks of their own, before or after this event.
        setTimeout(() => end(violations.seen() ?? loadFailed()), violationMs);
      } else {
        breakDown(new SafeUploadError('worker-crashed', `The worker broke down: ${said || 'no reason given'}.`));
      }
    });
    say({ type: 'hello', sdk: sdkVersion, ...greeting });
  });
}

function loadFailed(): SafeUploadError {
  return new SafeUploadError(
    'worker-load-failed',
    'worker.js could not be loaded. Run "npx safeupload-assets" and publish its folder where "assets" points to, served as JavaScript.',
  );
}

function silent(message: string): SafeUploadError {
  return new SafeUploadError(
    'worker-silent',
    `${message} The picture was not looked at here; the server looks instead.`,
  );
}
