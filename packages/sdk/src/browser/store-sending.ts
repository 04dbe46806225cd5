import type { ChallengePool } from './challenge-pool.js';
import { isFinal } from './gap.js';
import { isReadyToSend } from './item.js';
import type { DeviceKey } from './key.js';
import type { StoreList } from './store-list.js';
import { moveRow, type Row, type Run } from './store-row.js';
import { errorOf, patchRow } from './store-row-patch.js';
import { type Delivered, type DeliverOptions, deliver, newDelivery } from './upload.js';
import type { Endpoint } from './upload-endpoint.js';
import { createTimeLeft } from './upload-time-left.js';

/** What {@link createSending} and `createTaking` need. */
export interface TransferOptions {
  readonly list: StoreList;
  readonly endpoint: Endpoint;
  readonly pool: () => ChallengePool;
  readonly key: () => Promise<DeviceKey>;
  readonly clock: () => number;
  /** How many files still need a ticket. */
  readonly unsent: () => number;
  /** Called before a file becomes `blocked`. */
  readonly onBlocked: (row: Row) => void;
  readonly withdraw: (uploadId: string) => void;
  /** Called when a file has to be prepared another way. */
  readonly onMeasureAgain: () => void;
}

/** The lane in which files are sent: a few at a time, in the order of the list. */
export interface Sending {
  /** Sends what is ready, as far as there is room. */
  next(): void;
  /** Ends every transfer, also of rows that are gone. */
  stop(): void;
}

/** The sending lane of one store. */
export function createSending(options: TransferOptions): Sending {
  const { list, endpoint, withdraw } = options;
  const { limits, rows, isCurrent, publish } = list;
  /** Every transfer that has not ended, also of rows that are gone: what is called off is still awaited. */
  const transfers = new Set<Run>();
  let sending = 0;

  function next(): void {
    if (list.isDisposed() || list.isPaused() || list.options.send === 'host') return;
    for (const row of [...rows.values()]) {
      if (sending >= limits.parallelUploads) return;
      if (!isReadyToSend(row.item.state)) continue;
      sending += 1;
      void sendRow(row).finally(() => {
        sending -= 1;
        next();
      });
    }
  }

  async function sendRow(row: Row): Promise<void> {
    const run: Run = { controller: new AbortController(), withdraw: false };
    const { outgoing } = row;
    if (outgoing === null) return;
    row.delivery ??= newDelivery();
    row.run = run;
    transfers.add(run);
    moveRow(row, 'uploading');
    publish();
    try {
      const delivered = await deliver(outgoing, row.delivery, deliverOptions(row, run));
      if (run.withdraw) return withdrawDelivered(delivered);
      if (isCurrent(row, run)) settleRow(row, delivered, options);
    } catch (error) {
      if (!isCurrent(row, run) || run.controller.signal.aborted || run.withdraw) return;
      const failed = errorOf(error);
      moveRow(row, 'failed', { error: failed, canRetry: !isFinal(failed.code) });
    } finally {
      transfers.delete(run);
    }
    if (isCurrent(row, run)) publish();
  }

  function deliverOptions(row: Row, run: Run): DeliverOptions {
    const { context, precheck = true, random = Math.random } = list.options;
    const timeLeft = createTimeLeft(options.clock);
    return {
      endpoint,
      pool: options.pool(),
      key: options.key,
      context,
      origin: location.origin,
      precheck,
      appeal: row.appeal,
      restored: row.item.restored === true,
      limits,
      clock: options.clock,
      random,
      unsent: options.unsent,
      isWanted: () => !run.withdraw,
      signal: run.controller.signal,
      onProgress(sentBytes, totalBytes) {
        if (!isCurrent(row, run) || row.item.state !== 'uploading') return;
        const progress = totalBytes === 0 ? 1 : sentBytes / totalBytes;
        if (patchRow(row, { progress, secondsLeft: timeLeft(sentBytes, totalBytes) })) publish();
      },
      onWaiting(waiting) {
        if (isCurrent(row, run) && patchRow(row, { waiting: waiting ? 'connection' : null })) publish();
      },
    };
  }

  function withdrawDelivered(delivered: Delivered): void {
    if (delivered.kind === 'settled' && delivered.answer.outcome !== 'refused') withdraw(delivered.answer.uploadId);
  }

  return {
    next,
    stop() {
      for (const run of transfers) run.controller.abort();
    },
  };
}

/** What became of a row whose upload the server has answered. */
export function settleRow(
  row: Row,
  delivered: Delivered,
  { onBlocked, onMeasureAgain }: Pick<TransferOptions, 'onBlocked' | 'onMeasureAgain'>,
): void {
  if (delivered.kind === 'settled') {
    const { outcome, uploadId } = delivered.answer;
    row.outgoing = null;
    moveRow(row, 'done', { outcome, uploadId });
  } else if (delivered.kind === 'measure-again') {
    row.outgoing = null;
    row.policy = delivered.policy;
    moveRow(row, 'queued');
    onMeasureAgain();
  } else {
    const { verdict } = delivered.measured;
    row.outgoing = row.outgoing === null ? null : { ...row.outgoing, measured: delivered.measured };
    if (verdict.action === 'block') onBlocked(row);
    moveRow(row, verdict.action === 'block' ? 'blocked' : 'choosing', { reasons: verdict.reasons });
  }
}
