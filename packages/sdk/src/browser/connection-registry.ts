import { SafeUploadError } from '@safeupload/sdk/core';
import { type Host, type HostSettings, hostOf } from './connection-host.js';

/**
 * The one piece of module state: workers in use, by what they are started with (the assets address, which determines the
 * digests of the models by its list, the limits, the times). Ten composers on a page share one worker.
 */
const hosts = new Map<string, { readonly host: Host; users: number }>();
const factories = new WeakMap<() => Worker, number>();
let factoryCount = 0;

/** The shared host for these settings, and how to give it back; the last to do so ends the worker. */
export function borrowHost(
  settings: HostSettings,
  factory: (() => Worker) | undefined,
): { readonly host: Host; readonly giveBack: () => void } {
  const { greeting, patience, lifetime } = settings;
  const key = JSON.stringify([greeting, patience, lifetime, factory === undefined ? 0 : numberOf(factory)]);
  const entry = hosts.get(key) ?? { host: hostOf(settings), users: 0 };
  hosts.set(key, entry);
  entry.users++;
  let borrowed = true;
  return {
    host: entry.host,
    giveBack() {
      if (!borrowed) return;
      borrowed = false;
      entry.users--;
      if (entry.users > 0) return;
      hosts.delete(key);
      entry.host.stop(new SafeUploadError('disposed', 'The screener was disposed of.'));
    },
  };
}

/** Two screeners share a worker that the application makes only if the very same function makes it. */
function numberOf(factory: () => Worker): number {
  const known = factories.get(factory);
  if (known !== undefined) return known;
  factoryCount++;
  factories.set(factory, factoryCount);
  return factoryCount;
}
