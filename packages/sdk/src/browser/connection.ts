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

/** One running worker. Every wait on it ends: with an answer, a typed failure, or a time limit. */
export interface Connection {
  /** What the worker answers; null for a prefetch. One request at a time. Rejects with what ended the connection. */
  ask(request: Request, onProgress: (progress: ScreenProgress) => void): Promise<Screened | null>;
  /** Asks the worker to stop the pending request; ends the connection if it does not within `cancelMs`. */
  cancel(): void;
  /** Terminates the worker and rejects what is pending with `reason`. */
  end(reason: SafeUploadError): void;
  /** True once the worker is gone or must not be used again. */
  readonly ended: boolean;
}

interface Pending {
  readonly id: number;
  readonly resolve: (screened: Screened | null) => void;
  readonly reject: (reason: unknown) => void;
  readonly onProgress: (progress: ScreenProgress) => void;
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
    let pending: Pending | undefined;
    let nextId = 1;
    let heardAt = performance.now();
    let pinging: ReturnType<typeof setInterval> | undefined;
    let cancelling: ReturnType<typeof setTimeout> | undefined;

    const say = (message: ToWorker): void => worker.postMessage(message);

    const settle = (): Pending | undefined => {
      const settled = pending;
      pending = undefined;
      clearInterval(pinging);
      clearTimeout(cancelling);
      return settled;
    };

    const end = (reason: SafeUploadError): void => {
      if (state === 'ended') return;
      const wasStarting = state === 'starting';
      state = 'ended';
      clearTimeout(starting);
      violations.stop();
      worker.terminate();
      settle()?.reject(reason);
      if (wasStarting) reject(reason);
    };

    const starting = setTimeout(
      () => end(silent(`The worker did not start within ${patience.startMs / 1000} s.`)),
      patience.startMs,
    );

    const connection: Connection = {
      ask(request, onProgress) {
        return new Promise((answered, failed) => {
          if (state !== 'ready' || pending !== undefined) {
            failed(new SafeUploadError('worker-crashed', 'The worker is gone or busy.'));
            return;
          }
          const id = nextId++;
          pending = { id, resolve: answered, reject: failed, onProgress };
          heardAt = performance.now();
          let tickedAt = heardAt;
          pinging = setInterval(
            () => {
              const now = performance.now();
              // A page that slept (a closed lid, a tab in the background) has not heard anything and proves nothing.
              if (now - tickedAt > 3 * pingMs) heardAt = now;
              tickedAt = now;
              if (now - heardAt > patience.silentMs) {
                end(silent(`The worker has not answered for ${patience.silentMs / 1000} s.`));
              } else say({ type: 'ping' });
            },
            Math.min(pingMs, patience.silentMs / 2),
          );
          say({ ...request, id });
        });
      },
      cancel() {
        if (pending === undefined) return;
        say({ type: 'cancel', id: pending.id });
        clearTimeout(cancelling);
        cancelling = setTimeout(
          () => end(silent(`The worker did not stop within ${patience.cancelMs / 1000} s.`)),
          patience.cancelMs,
        );
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
      if (pending === undefined || message.id !== pending.id) return;
      if (message.type === 'progress') {
        pending.onProgress(message.progress);
        return;
      }
      const settled = settle();
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
      end(new SafeUploadError('worker-crashed', 'The worker said something that this browser cannot read.')),
    );
    worker.addEventListener('error', (event) => {
      // Ours to report; without this it would also appear as an uncaught error of the page.
      event.preventDefault();
      const said = typeof event.message === 'string' ? event.message : '';
      if (state === 'starting' && said === '') {
        // Reports of a policy come as tasks of their own, before or after this event.
        setTimeout(() => end(violations.seen() ?? loadFailed()), violationMs);
      } else {
        end(new SafeUploadError('worker-crashed', `The worker broke down: ${said || 'no reason given'}.`));
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
