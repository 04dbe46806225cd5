import { intakeLimits, SafeUploadError, throwIfAborted, wireLimits } from '@safeupload/sdk/core';
import type { Host } from './connection-host.js';
import { borrowHost } from './connection-registry.js';
import type { Screener, ScreenerOptions } from './screener-contract.js';
import { spawnWorker } from './spawn-worker.js';

/** What a {@link Screener} does once its code has been loaded. `policy` is the screener's own. */
export function openScreener(options: ScreenerOptions, policy: Screener['policy'], disposed: AbortSignal) {
  const client = {};
  let borrowed: { readonly host: Host; readonly giveBack: () => void } | undefined;
  disposed.addEventListener('abort', () => borrowed?.giveBack(), { once: true });

  const host = (): Host => {
    if (disposed.aborted) throw disposedError();
    if (!globalThis.isSecureContext) {
      throw new SafeUploadError(
        'insecure-context',
        `Pictures can only be looked at on https pages (and on localhost): expected https, got ${location.protocol}. The server looks instead.`,
      );
    }
    borrowed ??= borrow(options);
    return borrowed.host;
  };

  const screen: Screener['screen'] = async (
    file,
    { policy: own = policy, signal, onProgress = () => undefined } = {},
  ) => {
    throwIfAborted(signal);
    const done = host().run(
      client,
      { type: 'screen', file, policy: own },
      { signal: eitherOf(disposed, signal), onProgress },
    );
    const screened = await unlessDisposed(done, disposed);
    // Only a prefetch is answered with nothing.
    if (screened === null) throw new SafeUploadError('worker-crashed', 'The worker gave no answer.');
    return screened;
  };
  const prefetch: Screener['prefetch'] = async ({ signal } = {}) => {
    throwIfAborted(signal);
    const done = host().run(client, { type: 'prefetch', policy }, { signal: eitherOf(disposed, signal) });
    await unlessDisposed(done, disposed);
  };
  return { screen, prefetch, forget: () => borrowed?.host.forget() };
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
