import {
  type Context,
  type DevicePolicy,
  digestOfPolicy,
  isSafeUploadError,
  type OutcomeAnswer,
  type RefusalAnswer,
  SafeUploadError,
  type SignedClaim,
} from '@safeupload/sdk/core';
import type { ChallengePool } from './challenge-pool.js';
import type { DeviceKey } from './key.js';
import { type Presentation, randomToken, signMeasured } from './sign.js';
import type { StoreLimits } from './store-limits.js';
import { isOnline, untilOnline } from './upload-connection.js';
import type { Endpoint } from './upload-endpoint.js';
import { type Measured, type Outgoing, redecided } from './upload-outgoing.js';
import { abortedError, backoffMs, pause } from './upload-pause.js';
import { uploadRequestOf } from './upload-request.js';

/** What is remembered of one file's way to the server across tries, so that a repeated try is the same upload. */
export interface Delivery {
  /** The claim that was shown to the server; shown again after a lost answer, it gets the same upload. */
  presentation: Presentation | null;
  /** True once the server said that the bytes may come. */
  prechecked: boolean;
  /** True once all bytes have left under this presentation: the server may have settled it. */
  sentAll: boolean;
  /** True where the file goes without a claim. */
  claimless: boolean;
  readonly idempotencyKey: string;
}

/** A delivery of which nothing has happened yet. */
export function newDelivery(): Delivery {
  return { presentation: null, prechecked: false, sentAll: false, claimless: false, idempotencyKey: randomToken() };
}

/** How a delivery ends, if it does not throw. */
export type Delivered =
  | { readonly kind: 'settled'; readonly answer: OutcomeAnswer }
  /** The server issued another policy that wants another preparation: screen the file again under it. */
  | { readonly kind: 'measure-again'; readonly policy: DevicePolicy }
  /** The server issued another policy, and under it the same evidence gets a stricter verdict: not sent. */
  | { readonly kind: 'stricter'; readonly measured: Measured };

/** What {@link deliver} needs. */
export interface DeliverOptions {
  readonly endpoint: Endpoint;
  readonly pool: ChallengePool;
  readonly key: () => Promise<DeviceKey>;
  readonly context: Context;
  readonly origin: string;
  readonly precheck: boolean;
  /** Null unless the member asked for a person to look. */
  readonly appeal: { readonly note: string } | null;
  /** True for a row that came back after a reload: it was judged by the policy of a page that is gone. */
  readonly restored: boolean;
  readonly limits: StoreLimits;
  readonly clock: () => number;
  readonly random: () => number;
  /** How many files still need a ticket: asked for together. */
  readonly unsent: () => number;
  /** False once the member called the file off: an answer on its way is awaited, nothing is sent again. */
  readonly isWanted: () => boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number, totalBytes: number) => void;
  readonly onWaiting: (waiting: boolean) => void;
}

/** A claim with less time left than this is not shown for the first time, in ms. */
const marginMs = 10_000;

/** Forgets what was shown before: from now on this claim is shown. */
function present(delivery: Delivery, presentation: Presentation | null): void {
  delivery.presentation = presentation;
  delivery.prechecked = false;
  delivery.sentAll = false;
}

/** What a refusal that asks for another ticket leads to: the same bytes once more, or one of {@link Delivered}. */
export type Renewed =
  | { readonly kind: 'again'; readonly measured: Measured | null }
  | Exclude<Delivered, { readonly kind: 'settled' }>;

/**
 * What follows from a refusal: the claim is forgotten, the stock of tickets renewed, the evidence judged by the server's
 * new policy where there is one. Throws `server-refused` where another ticket cannot help.
 */
export function afterRefusal(
  answer: RefusalAnswer,
  options: {
    readonly measured: Measured | null;
    readonly delivery: Delivery;
    readonly pool: ChallengePool;
    readonly appeal: DeliverOptions['appeal'];
  },
): Renewed {
  const { measured, delivery, pool, appeal } = options;
  const { challenge } = answer;
  if (!needsAnotherTicket(answer)) throw refusedError(answer);
  present(delivery, null);
  if (answer.code === 'session-mismatch') pool.empty();
  if (challenge !== undefined) pool.renew(challenge);
  if (challenge === undefined || answer.code !== 'policy-unknown' || measured === null)
    return { kind: 'again', measured };
  return judgedBy(challenge.policy, measured, appeal);
}

/**
 * What follows for a row that was restored, before a claim is made for it: the evidence judged by the server's policy of
 * now, where that is another one. The server would take the old one for another 24 h, but the old verdict is what a member
 * would go by whom the new policy asks to choose first. Rejects as `ChallengePool.take`.
 */
export async function judgedNow(
  measured: Measured | null,
  { pool, appeal, unsent, signal }: Pick<DeliverOptions, 'pool' | 'appeal' | 'unsent' | 'signal'>,
): Promise<Renewed> {
  if (measured === null) return { kind: 'again', measured };
  try {
    const { policy, policySha256 } = await pool.current(unsent(), signal);
    const isSame = policySha256 === (await digestOfPolicy(measured.policy));
    return isSame ? { kind: 'again', measured } : judgedBy(policy, measured, appeal);
  } catch (error) {
    // It goes without a claim, and so without a verdict.
    if (isWithoutClaim(error)) return { kind: 'again', measured };
    throw error;
  }
}

/** What follows from another policy of the server for a file that was measured already. */
function judgedBy(policy: DevicePolicy, measured: Measured, appeal: DeliverOptions['appeal']): Renewed {
  if (measured.runtime !== 'none' && policy.preparation !== measured.preparation) {
    return { kind: 'measure-again', policy };
  }
  const judged = redecided(measured, policy);
  const { action } = judged.verdict;
  if (action !== measured.verdict.action && action !== 'allow' && appeal === null) {
    return { kind: 'stricter', measured: judged };
  }
  return { kind: 'again', measured: judged };
}

/** The member's appeal; one without a note where a picture that needs a person goes without its claim; else null. */
export function appealOf(
  appeal: DeliverOptions['appeal'],
  claim: SignedClaim | null,
  measured: Measured | null,
): DeliverOptions['appeal'] {
  const needsPerson = claim === null && (measured?.verdict.action ?? 'allow') !== 'allow';
  return appeal ?? (needsPerson ? { note: '' } : null);
}

/** The claim to be shown: the one that was shown before if it still holds, else a new one; null where there is none. */
export async function presentedClaim(
  measured: Measured,
  delivery: Delivery,
  options: Pick<DeliverOptions, 'pool' | 'key' | 'origin' | 'clock' | 'unsent' | 'signal'>,
): Promise<SignedClaim | null> {
  if (delivery.claimless) return null;
  const { presentation } = delivery;
  const fresh = presentation !== null && presentation.expiresAt - options.clock() > marginMs;
  // One whose bytes all left is shown again even when expired: the server may hold its answer.
  if (presentation !== null && (fresh || delivery.sentAll)) return presentation.claim;
  try {
    const key = await options.key();
    const ticket = await options.pool.take(options.unsent(), options.signal);
    const signed = await signMeasured(measured, { ticket, key, origin: options.origin, clock: options.clock });
    present(delivery, signed);
    return signed.claim;
  } catch (error) {
    if (!isWithoutClaim(error)) throw error;
    delivery.claimless = true;
    return null;
  }
}

/**
 * Brings one file to the server: sign, precheck, send, and again where that can help. Rejects with `server-refused`
 * (`details.refusal` holds the code), `network-failed` after the last try, `challenge-failed`, `response-invalid` or
 * `aborted`.
 */
export async function deliver(outgoing: Outgoing, delivery: Delivery, options: DeliverOptions): Promise<Delivered> {
  const { limits, signal } = options;
  let measured = outgoing.measured;
  let renewals = 0;
  let tries = 0;

  const ask = async (): Promise<OutcomeAnswer | RefusalAnswer> => {
    const claim = measured === null ? null : await presentedClaim(measured, delivery, options);
    // After a lost answer the precheck tells, without the bytes, whether the server has settled this claim.
    if (claim !== null && !delivery.prechecked && (delivery.sentAll || (options.precheck && options.appeal === null))) {
      const answered = await options.endpoint.precheck(claim, signal).catch(unlessAborted);
      if (answered?.taken === true && 'outcome' in answered.answer) return answered.answer;
      if (answered?.taken === false && needsAnotherTicket(answered.refusal)) return answered.refusal;
      delivery.prechecked = answered?.taken === true;
    }
    // Called off between two tries: the precheck above was to learn what to withdraw; the bytes do not leave again.
    if (!options.isWanted()) throw abortedError();
    const { bytes } = outgoing;
    const { context, onProgress } = options;
    const appeal = appealOf(options.appeal, claim, measured);
    const request = uploadRequestOf({ bytes, claim, context, idempotencyKey: delivery.idempotencyKey, appeal });
    const answered = await options.endpoint.upload(request, signal, (sentBytes, totalBytes) => {
      if (sentBytes === totalBytes) delivery.sentAll = true;
      onProgress(sentBytes, totalBytes);
    });
    return answered.taken ? answered.answer : answered.refusal;
  };

  // Ends: every turn either returns, throws, or spends a try or a renewal.
  for (;;) {
    if (!isOnline()) {
      options.onWaiting(true);
      await untilOnline(limits.offlineMs, signal);
      options.onWaiting(false);
    }
    try {
      if (options.restored && delivery.presentation === null) {
        const judged = await judgedNow(measured, options);
        if (judged.kind !== 'again') return judged;
        measured = judged.measured;
      }
      const answer = await ask();
      if ('outcome' in answer) return { kind: 'settled', answer };
      if (!options.isWanted()) throw abortedError();
      if (++renewals > limits.renewals) throw refusedError(answer);
      const { pool, appeal } = options;
      const next = afterRefusal(answer, { measured, delivery, pool, appeal });
      if (next.kind !== 'again') return next;
      measured = next.measured;
    } catch (error) {
      const waitMs = isSafeUploadError(error) ? passingMs(error) : null;
      if (waitMs === null || !options.isWanted() || ++tries >= limits.tries) throw error;
      delivery.prechecked = false;
      // Connection lost: the wait above takes over, without spending the pause.
      if (!isOnline()) continue;
      const backoff = backoffMs(tries, limits.firstPauseMs, limits.longestPauseMs, options.random);
      await pause(Math.min(limits.longestPauseMs, Math.max(backoff, waitMs)), signal);
    }
  }
}

/** True for errors after which the file goes without a claim: nothing can be signed, or no ticket is to be had. */
function isWithoutClaim(error: unknown): boolean {
  if (!isSafeUploadError(error)) return false;
  return error.code === 'key-unavailable' || error.details.refusal === 'challenges-exhausted';
}

/**
 * True where the same bytes may be taken under another ticket. `session-mismatch` is what a member meets who was asked to
 * sign in again while the list was open: every ticket in stock belongs to the session before.
 */
function needsAnotherTicket({ code, challenge }: RefusalAnswer): boolean {
  return challenge !== undefined || code === 'nonce-replayed' || code === 'session-mismatch';
}

/** How long the server asks to wait before another try, in ms; null where another try cannot help. */
function passingMs(error: SafeUploadError): number | null {
  const { refusal, retryAfterSeconds } = error.details;
  const passes = error.code === 'network-failed' || refusal === 'rate-limited' || refusal === 'unavailable';
  if (!passes) return null;
  return typeof retryAfterSeconds === 'number' ? retryAfterSeconds * 1000 : 0;
}

function unlessAborted(error: unknown): null {
  if (isSafeUploadError(error) && error.code === 'aborted') throw error;
  return null;
}

/** A refusal as an error, with its code in `details.refusal`. */
export function refusedError({ code, message, retryAfterSeconds }: RefusalAnswer): SafeUploadError {
  return new SafeUploadError('server-refused', message, {
    details: { refusal: code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
  });
}
