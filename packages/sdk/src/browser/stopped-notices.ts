import type { ChallengePool } from './challenge-pool.js';
import { canSign, type DeviceKey } from './key.js';
import { signStopped } from './sign.js';
import type { Endpoint } from './upload-endpoint.js';
import type { Measured } from './upload-outgoing.js';

/** What tells the server *that* this device stopped a file, and nothing of the file. */
export interface StoppedNotices {
  /**
   * Sends one notice for this file, once, where the server's policy asks for it of this account: true then. Returns at
   * once; whether it arrives changes nothing, and nobody waits for it. Before the first challenge nobody has asked.
   */
  tell(measured: Measured): boolean;
  /** Ends what is on its way and forgets which files were told of. */
  dispose(): void;
}

/** What {@link createStoppedNotices} needs. */
export interface StoppedNoticesOptions {
  readonly endpoint: Pick<Endpoint, 'stopped'>;
  readonly pool: ChallengePool;
  readonly key: () => Promise<DeviceKey>;
  readonly clock: () => number;
  /** How long one notice may take in all, ticket and answer. */
  readonly shortAnswerMs: number;
}

/** The notices of one member's list. */
export function createStoppedNotices(options: StoppedNoticesOptions): StoppedNotices {
  const { endpoint, pool, key, clock, shortAnswerMs } = options;
  const life = new AbortController();
  /** Digests of the files as picked: a worried parent who picks the same photo again is not counted again. */
  const told = new Set<string>();

  async function send({ policy }: Measured): Promise<void> {
    const own = new AbortController();
    const stop = () => own.abort();
    const timer = setTimeout(stop, shortAnswerMs);
    life.signal.addEventListener('abort', stop, { once: true });
    try {
      const device = await key();
      const ticket = await pool.take(1, own.signal);
      // The member may have left meanwhile: nothing is said in her name after that.
      if (own.signal.aborted) return;
      const signing = { ticket, key: device, origin: location.origin, clock };
      await endpoint.stopped(await signStopped(policy, signing), own.signal);
    } finally {
      clearTimeout(timer);
      life.signal.removeEventListener('abort', stop);
    }
  }

  return {
    tell(measured) {
      if (life.signal.aborted || !canSign() || pool.policy()?.stoppedNotices !== true) return false;
      const { sha256 } = measured.source;
      if (told.has(sha256)) return true;
      told.add(sha256);
      send(measured).catch(() => {});
      return true;
    },
    dispose() {
      life.abort();
      told.clear();
    },
  };
}
