import {
  type DevicePolicy,
  defaultDevicePolicy,
  intakeLimits,
  type Limits,
  SafeUploadError,
  throwIfAborted,
  wireLimits,
} from '@safeupload/sdk/core';
import type { ScreenProgress } from '../worker/protocol.js';
import type { Screened } from '../worker/screened.js';
import type { Host } from './connection-host.js';
import { borrowHost } from './connection-registry.js';
import { spawnWorker } from './spawn-worker.js';

export type { ScreenProgress, Stage } from '../worker/protocol.js';
export type { Screened, Timings } from '../worker/screened.js';

/** What {@link createScreener} is made with. Only `assets` is needed. */
export interface ScreenerOptions {
  /** Address of the folder `safeupload-assets` filled, on the page's own origin, for instance `/safe-upload/`. */
  readonly assets: string | URL;
  /** Makes the worker, where a bundler shall: `() => new Worker(new URL('…', import.meta.url), { type: 'module' })`. */
  readonly worker?: () => Worker;
  /** Used by `screen` and `prefetch` where they are given none; the bundled default otherwise. */
  readonly policy?: DevicePolicy;
  /** After how long without work the worker is ended, in ms; 60,000 by default. It starts again when needed. */
  readonly idleMs?: number;
  /** How long the worker may take to start, in ms; 15,000 by default. */
  readonly startMs?: number;
  /** How long the worker may be silent while it works, in ms; 15,000 by default. */
  readonly silentMs?: number;
  /** How long the worker may take to stop a picture before it is replaced, in ms; 2,000 by default. */
  readonly cancelMs?: number;
  /** After how many pictures the worker is replaced by a fresh one; 100 by default. */
  readonly picturesPerWorker?: number;
  /** Other limits than `intakeLimits` and `wireLimits`. */
  readonly limits?: { readonly intake?: Partial<Limits>; readonly wire?: Partial<Limits> };
}

/** Screens pictures on the device, in one worker, one after the other. */
export interface Screener {
  /** The policy used where a call gives none. */
  readonly policy: DevicePolicy;
  /**
   * Prepares and measures a file and decides; needs no server, changes nothing, may be called any number of times.
   * Rejects with a `SafeUploadError`: the file cannot be used (`empty-file`, `format-…`, `too-many-…`, …), could not be
   * screened (`insecure-context`, `worker-…`, `assets-…`, `model-failed`, `out-of-memory`, `decode-failed`, …), or the
   * caller stopped it (`aborted`, `disposed`). Resolves where only a part was not possible, with the gaps in the evidence.
   */
  screen(
    file: Blob,
    options?: {
      readonly policy?: DevicePolicy;
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: ScreenProgress) => void;
    },
  ): Promise<Screened>;
  /** Starts the worker and opens the first model, so that the first picture does not wait. Rejects as `screen` does. */
  prefetch(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Rejects what is pending with `disposed`. The last screener of an assets folder ends the worker. */
  dispose(): void;
}

/** A {@link Screener}. Does nothing before it is asked to, so it may be made while a page is rendered on a server. */
export function createScreener(options: ScreenerOptions): Screener {
  const policy = options.policy ?? defaultDevicePolicy;
  const client = {};
  const disposed = new AbortController();
  let borrowed: { readonly host: Host; readonly giveBack: () => void } | undefined;

  const host = (): Host => {
    if (disposed.signal.aborted) throw disposedError();
    if (!globalThis.isSecureContext) {
      throw new SafeUploadError(
        'insecure-context',
        `Pictures can only be looked at on https pages (and on localhost): expected https, got ${location.protocol}. The server looks instead.`,
      );
    }
    borrowed ??= borrow(options);
    return borrowed.host;
  };

  return {
    policy,
    async screen(file, { policy: own = policy, signal, onProgress = () => undefined } = {}) {
      throwIfAborted(signal);
      const done = host().run(
        client,
        { type: 'screen', file, policy: own },
        { signal: eitherOf(disposed.signal, signal), onProgress },
      );
      const screened = await unlessDisposed(done, disposed.signal);
      // Only a prefetch is answered with nothing.
      if (screened === null) throw new SafeUploadError('worker-crashed', 'The worker gave no answer.');
      return screened;
    },
    async prefetch({ signal } = {}) {
      throwIfAborted(signal);
      const done = host().run(client, { type: 'prefetch', policy }, { signal: eitherOf(disposed.signal, signal) });
      await unlessDisposed(done, disposed.signal);
    },
    dispose() {
      disposed.abort();
      borrowed?.giveBack();
      borrowed = undefined;
    },
  };
}

function borrow(options: ScreenerOptions): { readonly host: Host; readonly giveBack: () => void } {
  const folder = new URL(options.assets, document.baseURI).href;
  const assets = folder.endsWith('/') ? folder : `${folder}/`;
  const connection: unknown = Reflect.get(navigator, 'connection');
  const saveData =
    typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true;
  return borrowHost(
    {
      spawn: options.worker ?? (() => spawnWorker(assets)),
      greeting: {
        assets,
        intake: { ...intakeLimits, ...options.limits?.intake },
        wire: { ...wireLimits, ...options.limits?.wire },
        saveData,
      },
      patience: {
        startMs: options.startMs ?? 15_000,
        silentMs: options.silentMs ?? 15_000,
        cancelMs: options.cancelMs ?? 2_000,
      },
      lifetime: {
        idleMs: options.idleMs ?? 60_000,
        pictures: options.picturesPerWorker ?? 100,
        pixels: 2_000_000_000,
      },
    },
    options.worker,
  );
}

/** A signal that fires with either; `AbortSignal.any` is missing in Safari before 17.4. */
function eitherOf(a: AbortSignal, b: AbortSignal | undefined): AbortSignal {
  if (b === undefined) return a;
  const either = new AbortController();
  for (const signal of [a, b]) {
    if (signal.aborted) either.abort();
    else signal.addEventListener('abort', () => either.abort(), { once: true, signal: either.signal });
  }
  return either.signal;
}

/** To the worker's host a disposal is one more abort; to the caller it has its own code. */
async function unlessDisposed<T>(done: Promise<T>, disposed: AbortSignal): Promise<T> {
  try {
    return await done;
  } catch (thrown) {
    throw disposed.aborted ? disposedError() : thrown;
  }
}

function disposedError(): SafeUploadError {
  return new SafeUploadError('disposed', 'The screener was disposed of; make a new one.');
}
