import type { DevicePolicy } from '@safeupload/sdk/core';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the protocol double. */
    protocolDouble: string;
  }
}

/** What a test may set in its room of the protocol double. */
export interface RoomSettings {
  /** Who is signed in. */
  readonly member?: string;
  /** How far the server's clock is ahead. */
  readonly clockOffsetMs?: number;
  readonly nonceLifeMs?: number;
  readonly outcome?: 'allowed' | 'held' | 'refused';
  readonly refusedDigests?: readonly string[];
  readonly policy?: DevicePolicy;
  /** From now on no policy issued before is accepted. */
  readonly forgetPolicies?: boolean;
  readonly answerAfterMs?: number;
  /** By route, one per request: `drop-before`, `drop-after`, `never`, `502`, `429:rate-limited`. */
  readonly faults?: Readonly<Record<string, readonly string[]>>;
}

/** One request that arrived. */
export interface Arrival {
  readonly route: string;
  readonly [field: string]: unknown;
}

/** A room of the protocol double, for one test. */
export interface Room {
  readonly endpoint: string;
  set(settings: RoomSettings): Promise<void>;
  /** What arrived, of all routes or of one. */
  log(route?: string): Promise<readonly Arrival[]>;
}

/** A fresh room. */
export function newRoom(): Room {
  const endpoint = `${inject('protocolDouble')}/r/${crypto.randomUUID()}`;
  return {
    endpoint,
    async set(settings) {
      await fetch(`${endpoint}/control`, { method: 'POST', body: JSON.stringify(settings) });
    },
    async log(route) {
      const log: Arrival[] = await (await fetch(`${endpoint}/log`)).json();
      return route === undefined ? log : log.filter((arrival) => arrival.route === route);
    },
  };
}
