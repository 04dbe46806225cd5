import { type Challenge, type DevicePolicy, mostNonces, SafeUploadError } from '@safeupload/sdk/core';
import type { DeviceKey } from './key.js';
import type { Endpoint } from './upload-endpoint.js';
import { abortedError, within } from './upload-pause.js';

/** Right to sign one claim. */
export interface Ticket {
  readonly nonce: string;
  readonly challenge: Challenge;
  /** Add to the device's clock, in ms, to get the server's. */
  readonly offsetMs: number;
}

/** Tickets in stock: one for each file, asked for before they are needed. */
export interface ChallengePool {
  /** Asks for `count` tickets unless some are in stock. Resolves when there are, or when it failed; never rejects. */
  warm(count: number): Promise<void>;
  /** One ticket, asked for if none is left. Rejects with `challenge-failed`, `network-failed`, `aborted` or as `renew`. */
  take(count: number, signal: AbortSignal): Promise<Ticket>;
  /** The challenge that the next ticket is of, asked for if none is left: no ticket is spent. Rejects as `take`. */
  current(count: number, signal: AbortSignal): Promise<Challenge>;
  /**
   * Throws the stock away for the fresh challenge of a 409: it carries the right clock and policy. Throws
   * `server-refused` (`subject-mismatch`) where it is for another account than the first one was.
   */
  renew(challenge: Challenge): void;
  /** Throws the stock away: it was issued to a session that has ended. The next ticket is asked for anew. */
  empty(): void;
  /** The policy of the latest challenge, or null before the first. */
  policy(): DevicePolicy | null;
  dispose(): void;
}

/** What {@link createChallengePool} needs. */
export interface ChallengePoolOptions {
  readonly endpoint: Pick<Endpoint, 'challenge'>;
  readonly key: () => Promise<DeviceKey>;
  readonly context: Challenge['context'];
  readonly clock: () => number;
  readonly shortAnswerMs: number;
}

/** A nonce that ends sooner than this is not worth signing for, in ms. */
const marginMs = 15_000;

/** The pool of one store. */
export function createChallengePool(options: ChallengePoolOptions): ChallengePool {
  const { endpoint, key, context, clock } = options;
  const life = new AbortController();
  let stock: Ticket[] = [];
  let latest: Challenge | null = null;
  let asking: Promise<void> | null = null;

  const fill = (challenge: Challenge) => {
    // Somebody else signed in, in another tab: pictures that one member picked never go out under another's name.
    if (latest !== null && latest.sub !== challenge.sub) {
      throw new SafeUploadError(
        'server-refused',
        'Somebody else is signed in now than when these pictures were chosen. Sign in as before, or choose them again.',
        { details: { refusal: 'subject-mismatch' } },
      );
    }
    // `issuedAt` is a little old when it arrives: the server's clock is at least this far ahead, so `iat` is never early.
    const offsetMs = challenge.issuedAt - clock();
    latest = challenge;
    stock = challenge.nonces.map((nonce) => ({ nonce, challenge, offsetMs }));
  };

  const request = async (count: number) => {
    const { publicKey } = await key();
    const answered = await endpoint.challenge(
      { key: publicKey, count: Math.max(1, Math.min(mostNonces, count)), context },
      life.signal,
    );
    if (answered.taken) return fill(answered.answer);
    const { code, message, retryAfterSeconds } = answered.refusal;
    throw new SafeUploadError('challenge-failed', `The server gave no challenge: ${message}`, {
      details: { refusal: code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    });
  };

  const ask = (count: number) => {
    asking ??= request(count).finally(() => {
      asking = null;
    });
    return asking;
  };

  const usable = () => {
    stock = stock.filter(({ challenge, offsetMs }) => challenge.expiresAt - (clock() + offsetMs) > marginMs);
    return stock;
  };

  const first = async (count: number, signal: AbortSignal, from: (tickets: Ticket[]) => Ticket | undefined) => {
    // Twice: another file may take the last ticket of an answer that both waited for.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const ticket = from(usable());
      if (ticket !== undefined) return ticket;
      // Whoever was forgotten meanwhile must not make a new key by asking.
      if (signal.aborted || life.signal.aborted) throw abortedError();
      await within(ask(count), options.shortAnswerMs, signal, () => {
        throw new SafeUploadError('network-failed', `No challenge came within ${options.shortAnswerMs} ms.`);
      });
    }
    throw new SafeUploadError('challenge-failed', 'The server gave no usable ticket.');
  };

  return {
    async warm(count) {
      if (usable().length === 0) await ask(count).catch(() => {});
    },
    take: (count, signal) => first(count, signal, (tickets) => tickets.shift()),
    async current(count, signal) {
      return (await first(count, signal, ([ticket]) => ticket)).challenge;
    },
    renew: fill,
    empty() {
      stock = [];
    },
    policy: () => latest?.policy ?? null,
    dispose() {
      life.abort();
      stock = [];
    },
  };
}
