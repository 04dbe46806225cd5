import { type DevicePolicy, defaultDevicePolicy, SafeUploadError } from '@safeupload/sdk/core';
import type { ChallengePool } from './challenge-pool.js';
import { type Gap, screeningFailureOf } from './gap.js';
import type { Look } from './item.js';
import { canSign } from './key.js';
import type { Screened, Screener } from './screener.js';
import type { StoreLimits } from './store-limits.js';
import { errorOf, moveRow, patchRow, type Row, type Run } from './store-row.js';
import { isOnline } from './upload-connection.js';
import { outgoingOfBare, outgoingOfScreened } from './upload-outgoing.js';
import { within } from './upload-pause.js';

/** What {@link createScreening} needs of its store. */
export interface ScreeningOptions {
  readonly screener: Screener;
  readonly rows: ReadonlyMap<string, Row>;
  readonly pool: () => ChallengePool;
  readonly limits: StoreLimits;
  readonly clock: () => number;
  /** How many files still need a ticket. */
  readonly unsent: () => number;
  readonly isDisposed: () => boolean;
  readonly isCurrent: (row: Row, run: Run) => boolean;
  readonly publish: () => void;
  /** True while nothing new is screened. */
  readonly isPaused: () => boolean;
  readonly look: () => Look;
  /** Called before a file becomes `blocked`. */
  readonly onBlocked: (row: Row) => void;
  /** Called when a file has been screened: it may be sent. */
  readonly onScreened: () => void;
}

/** The lane in which files are screened: one after the other, in the order they were added. */
export interface Screening {
  /** Takes the next queued file, unless one is being screened. */
  next(): void;
}

/** After a challenge that was not answered in time, files are not kept waiting for one for this long, in ms. */
const patienceMs = 30_000;

/** The screening lane of one store. */
export function createScreening(options: ScreeningOptions): Screening {
  const { screener, rows, pool, limits, clock, isCurrent, publish } = options;
  let busy = false;
  let unansweredAt = Number.NEGATIVE_INFINITY;

  function next(): void {
    if (busy || options.isDisposed() || options.isPaused()) return;
    const row = Array.from(rows.values()).find(({ item }) => item.state === 'queued');
    if (row === undefined) return;
    busy = true;
    void screenRow(row).finally(() => {
      busy = false;
      next();
    });
  }

  async function screenRow(row: Row): Promise<void> {
    const run: Run = { controller: new AbortController(), withdraw: false };
    row.run = run;
    moveRow(row, 'preparing');
    publish();
    try {
      if (options.look() === 'server') {
        await policyFor(run.controller.signal);
        await leaveUnscreened(row, run, 'member-chose-server');
        if (isCurrent(row, run)) {
          publish();
          options.onScreened();
        }
        return;
      }
      const screened = await screenFile(row, run);
      if (!isCurrent(row, run)) return;
      row.outgoing = outgoingOfScreened(screened);
      const { action, reasons } = screened.verdict;
      // Measured again on the way of an appeal: the member has asked for a person already.
      const appealed = row.appeal !== null;
      const verdictState = action === 'block' ? 'blocked' : action === 'hold' ? 'choosing' : 'ready';
      if (!appealed && action === 'block') options.onBlocked(row);
      moveRow(row, appealed ? 'ready' : verdictState, { reasons });
    } catch (error) {
      if (!isCurrent(row, run) || run.controller.signal.aborted) return;
      const failure = screeningFailureOf(error);
      if (failure === 'unusable' || failure === 'again') {
        moveRow(row, 'failed', { error: errorOf(error), canRetry: failure === 'again' });
      } else {
        await leaveUnscreened(row, run, failure);
      }
    }
    if (!isCurrent(row, run)) return;
    publish();
    options.onScreened();
  }

  async function screenFile(row: Row, run: Run): Promise<Screened> {
    const { signal } = run.controller;
    const policy = row.policy ?? (await policyFor(signal));
    const work = new AbortController();
    const stop = () => work.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const screened = screener.screen(row.item.file, {
        ...(policy === null ? {} : { policy }),
        signal: work.signal,
        onProgress({ stage, done }) {
          if (!isCurrent(row, run) || signal.aborted) return;
          const moved = stage === 'measuring' && moveRow(row, 'screening');
          if (patchRow(row, { stage, progress: Math.max(row.item.progress, done) }) || moved) publish();
        },
      });
      screened.catch(() => {});
      return await within(screened, limits.screeningMs, signal, () => {
        throw new SafeUploadError('worker-silent', `Screening took more than ${limits.screeningMs} ms.`);
      });
    } finally {
      work.abort();
      signal.removeEventListener('abort', stop);
    }
  }

  /** The server's policy if it answers in time, else null: the screener then uses the bundled one. */
  async function policyFor(signal: AbortSignal): Promise<DevicePolicy | null> {
    if (!canSign() || !isOnline()) return null;
    const warm = pool().warm(options.unsent());
    // A server that did not answer for one file does not hold up the next as well.
    if (clock() - unansweredAt < patienceMs) return pool().policy();
    const warmed = warm.then(() => pool().policy() !== null);
    const answered = await within(warmed, limits.policyWaitMs, signal, () => false);
    if (!answered) unansweredAt = clock();
    return pool().policy();
  }

  /** The device could not screen it: the server will, and the post goes on. */
  async function leaveUnscreened(row: Row, run: Run, gap: Gap): Promise<void> {
    try {
      const { file } = row.item;
      const unscreened = await import('./upload-unscreened.js').catch(() => null);
      const policy = pool().policy() ?? defaultDevicePolicy;
      // Where not even that arrives (a new version took the old one's files away), the bare file goes.
      const outgoing = (await unscreened?.outgoingOfUnscreened(file, gap, policy)) ?? outgoingOfBare(file);
      if (!isCurrent(row, run)) return;
      row.outgoing = outgoing;
      moveRow(row, 'unscreened', { reasons: [gap] });
    } catch (error) {
      if (isCurrent(row, run)) {
        moveRow(row, 'failed', { error: errorOf(error), canRetry: screeningFailureOf(error) === 'again' });
      }
    }
  }

  return { next };
}
