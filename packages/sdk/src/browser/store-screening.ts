import { type DevicePolicy, defaultDevicePolicy, isSafeUploadError, SafeUploadError } from '@safeupload/sdk/core';
import type { ChallengePool } from './challenge-pool.js';
import { mayOvertake, noteOvertaken, type Weighted } from './connection-overtaking.js';
import { type Gap, screeningFailureOf } from './gap.js';
import { canSign } from './key.js';
import type { Screened, Screener } from './screener-contract.js';
import type { StoreList } from './store-list.js';
import { moveRow, type Row, type Run } from './store-row.js';
import { errorOf, patchRow } from './store-row-patch.js';
import { isOnline } from './upload-connection.js';
import { outgoingOfScreened } from './upload-outgoing.js';
import { within } from './upload-pause.js';
import { outgoingOfUnscreened } from './upload-unscreened.js';

/** What {@link createScreening} needs of its store. */
export interface ScreeningOptions {
  readonly list: StoreList;
  readonly screener: Screener;
  readonly pool: () => ChallengePool;
  readonly clock: () => number;
  /** How many files still need a ticket. */
  readonly unsent: () => number;
  /** Called before a file becomes `blocked`. */
  readonly onBlocked: (row: Row) => void;
  /** Called when a file has been screened: it may be sent. */
  readonly onScreened: () => void;
}

/** The lane in which files are screened: in the order of the list, much smaller ones beside a large one. */
export interface Screening {
  /** Takes the next queued file, if there is room. */
  next(): void;
  /** To be called when somebody else shall look: files the device is busy with go to the server where that is wanted. */
  lookChanged(): void;
}

/** After a challenge that was not answered in time, files are not kept waiting for one for this long, in ms. */
const patienceMs = 30_000;

/** The screening lane of one store. */
export function createScreening(options: ScreeningOptions): Screening {
  const { list, screener, pool, clock } = options;
  const { rows, limits, isCurrent, publish } = list;
  const begun = new Set<Weighted>();
  /** Ends the screening of one file each, and nothing else. */
  const looking = new Set<AbortController>();
  let unansweredAt = Number.NEGATIVE_INFINITY;

  function next(): void {
    for (const row of [...rows.values()]) {
      if (list.isDisposed() || list.isPaused()) return;
      // One after the other, save that a much smaller file does not wait for a large one.
      if (row.item.state !== 'queued' || !row.sized) continue;
      const weighted: Weighted = { bytes: row.item.bytes, overtaken: 0 };
      if (begun.size > 0 && !mayOvertake(weighted, begun)) continue;
      noteOvertaken(begun);
      begun.add(weighted);
      void screenRow(row).finally(() => {
        begun.delete(weighted);
        next();
      });
    }
  }

  async function screenRow(row: Row): Promise<void> {
    const run: Run = { controller: new AbortController(), withdraw: false };
    row.run = run;
    moveRow(row, 'preparing');
    publish();
    try {
      const policy = row.policy ?? (await policyFor(run.controller.signal));
      if (list.look() === 'server') {
        await leaveUnscreened(row, run, 'member-chose-server');
      } else {
        const screened = await screenFile(row, run, policy);
        if (isCurrent(row, run)) takeScreened(row, screened);
      }
    } catch (error) {
      if (!isCurrent(row, run) || run.controller.signal.aborted) return;
      const failure = wasCalledOff(error) ? 'member-chose-server' : screeningFailureOf(error);
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

  /** True for the error of a screening that ended because the server shall look. */
  const wasCalledOff = (error: unknown) =>
    list.look() === 'server' && isSafeUploadError(error) && error.code === 'aborted';

  function takeScreened(row: Row, screened: Screened): void {
    row.outgoing = outgoingOfScreened(screened);
    const { action, reasons } = screened.verdict;
    // Measured again on the way of an appeal: the member has asked for a person already.
    const appealed = row.appeal !== null;
    const verdictState = action === 'block' ? 'blocked' : action === 'hold' ? 'choosing' : 'ready';
    if (!appealed && action === 'block') options.onBlocked(row);
    moveRow(row, appealed ? 'ready' : verdictState, { reasons });
  }

  async function screenFile(row: Row, run: Run, policy: DevicePolicy | null): Promise<Screened> {
    const { signal } = run.controller;
    const work = new AbortController();
    looking.add(work);
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
      looking.delete(work);
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
      const policy = pool().policy() ?? defaultDevicePolicy;
      const outgoing = await outgoingOfUnscreened(file, gap, policy);
      if (!isCurrent(row, run)) return;
      row.outgoing = outgoing;
      moveRow(row, 'unscreened', { reasons: [gap] });
    } catch (error) {
      const failed = errorOf(error);
      // The device makes a large photo small enough; the server takes it as it is.
      const deviceHelps = gap === 'member-chose-server' && failed.code === 'too-many-bytes';
      const canRetry = deviceHelps || screeningFailureOf(error) === 'again';
      if (isCurrent(row, run)) moveRow(row, 'failed', { error: failed, canRetry });
    }
  }

  return {
    next,
    lookChanged() {
      if (list.look() === 'server') for (const work of looking) work.abort();
    },
  };
}
