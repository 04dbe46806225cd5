// Not through core's index: bundlers would then keep what is loaded later in what every page loads.
import { defaultDevicePolicy } from '../core/device-policy.js';
import { SafeUploadError, throwIfAborted } from '../core/error.js';
import { loadRest, type Rest } from './load-rest.js';
import type { Screener, ScreenerOptions } from './screener-contract.js';

/** A {@link Screener}. Does nothing before it is asked to, so it may be made while a page is rendered on a server. */
export function createScreener(options: ScreenerOptions): Screener {
  const policy = options.policy ?? defaultDevicePolicy;
  const disposed = new AbortController();
  let opening: Promise<ReturnType<Rest['openScreener']>> | undefined;

  const open = (signal: AbortSignal | undefined) => {
    throwIfAborted(signal);
    if (disposed.signal.aborted) throw new SafeUploadError('disposed', 'The screener was disposed of; make a new one.');
    opening ??= loadRest().then(
      ({ openScreener }) => openScreener(options, policy, disposed.signal),
      (cause: unknown) => {
        opening = undefined;
        throw new SafeUploadError(
          'worker-load-failed',
          `The code that looks at pictures could not be loaded (${String(cause)}). The server looks instead.`,
          { cause },
        );
      },
    );
    return opening;
  };

  return {
    policy,
    async screen(file, given) {
      return (await open(given?.signal)).screen(file, given);
    },
    async prefetch(given) {
      return (await open(given?.signal)).prefetch(given);
    },
    forget() {
      // What is not open yet has seen nothing.
      opening?.then(
        (opened) => opened.forget(),
        () => undefined,
      );
    },
    dispose() {
      disposed.abort();
    },
  };
}
