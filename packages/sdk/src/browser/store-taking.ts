import { type OutcomeAnswer, parseOutcomeAnswer, parseRefusalAnswer, type RefusalAnswer } from '@safeupload/sdk/core';
import { isFinal } from './gap.js';
import { isReadyToSend } from './item.js';
import type { Taken } from './store-contract.js';
import { moveRow, type Row, type Run, reopenedState } from './store-row.js';
import { errorOf } from './store-row-patch.js';
import { settleRow, type TransferOptions } from './store-sending.js';
import { afterRefusal, appealOf, judgedNow, newDelivery, presentedClaim, refusedError } from './upload.js';
import type { Outgoing } from './upload-outgoing.js';

/** Where the host sends: hands files out and takes the answers. */
export interface Taking {
  /** See `SafeUploadStore.take`. */
  take(id: string): Promise<Taken | null>;
  /** See `SafeUploadStore.settle`. */
  settle(id: string, answer: unknown): void;
  /** Ends every signing that has not ended; answers that come later change nothing. */
  stop(): void;
}

/** One file in the host's hands. */
interface Handed {
  readonly row: Row;
  readonly run: Run;
  /** What was handed out; null where it could not be signed. */
  readonly taken: Promise<Taken | null>;
  renewals: number;
}

/** What the host takes of one store. */
export function createTaking(options: TransferOptions): Taking {
  const { list, pool, withdraw } = options;
  const { rows, isCurrent, publish } = list;
  /** Also of rows that were called off: what arrived of them is withdrawn when its answer comes. */
  const handed = new Map<string, Handed>();

  async function take(id: string): Promise<Taken | null> {
    const row = rows.get(id);
    if (row === undefined || list.isDisposed()) return null;
    const before = handed.get(id);
    if (before !== undefined && isCurrent(row, before.run)) return before.taken;
    if (row.outgoing === null || !isReadyToSend(row.item.state)) return null;
    const run: Run = { controller: new AbortController(), withdraw: false };
    row.run = run;
    moveRow(row, 'uploading');
    publish();
    const taken = sign(row, row.outgoing, run);
    handed.set(id, { row, run, taken, renewals: before?.renewals ?? 0 });
    return taken;
  }

  async function sign(row: Row, outgoing: Outgoing, run: Run): Promise<Taken | null> {
    const { bytes } = outgoing;
    let { measured } = outgoing;
    const delivery = row.delivery ?? newDelivery();
    row.delivery = delivery;
    try {
      const { signal } = run.controller;
      const { key, clock, unsent } = options;
      const signing = { pool: pool(), key, origin: location.origin, clock, unsent, signal };
      if (row.item.restored && delivery.presentation === null) {
        const judged = await judgedNow(measured, { ...signing, appeal: row.appeal });
        if (!isCurrent(row, run)) return null;
        if (judged.kind !== 'again') {
          row.run = null;
          handed.delete(row.item.id);
          settleRow(row, judged, options);
          publish();
          return null;
        }
        measured = judged.measured;
        row.outgoing = { bytes, measured };
      }
      const claim = measured === null ? null : await presentedClaim(measured, delivery, signing);
      if (!isCurrent(row, run)) return null;
      // From here on the server may have it: a row that is called off waits for the answer and withdraws.
      delivery.sentAll = true;
      const { idempotencyKey } = delivery;
      const appeal = appealOf(row.appeal, claim, measured);
      return { bytes, claim, context: list.options.context, idempotencyKey, appeal };
    } catch (error) {
      if (isCurrent(row, run)) fail(row, error);
      return null;
    }
  }

  function settle(id: string, answer: unknown): void {
    const entry = handed.get(id);
    if (entry === undefined) return;
    const { row, run } = entry;
    const read = readAnswer(answer);
    if (!isCurrent(row, run)) {
      handed.delete(id);
      if (run.withdraw && read !== null && 'outcome' in read && read.outcome !== 'refused') withdraw(read.uploadId);
      return;
    }
    try {
      if (read === null) throw new TypeError('No answer of SafeUpload came back to the page.');
      if ('outcome' in read) {
        handed.delete(id);
        settleRow(row, { kind: 'settled', answer: read }, options);
      } else {
        renew(entry, read);
      }
    } catch (error) {
      fail(row, error);
    }
    publish();
  }

  /** The server asks for another claim, within bounds; throws what it refused otherwise. */
  function renew(entry: Handed, refusal: RefusalAnswer): void {
    const { row } = entry;
    const { delivery, outgoing } = row;
    entry.renewals += 1;
    if (delivery === null || outgoing === null || entry.renewals > list.limits.renewals) throw refusedError(refusal);
    const next = afterRefusal(refusal, { measured: outgoing.measured, delivery, pool: pool(), appeal: row.appeal });
    row.run = null;
    if (next.kind === 'again') {
      row.outgoing = { ...outgoing, measured: next.measured };
      moveRow(row, reopenedState(row));
    } else {
      settleRow(row, next, options);
    }
  }

  function fail(row: Row, error: unknown): void {
    row.run = null;
    handed.delete(row.item.id);
    const failed = errorOf(error);
    moveRow(row, 'failed', { error: failed, canRetry: !isFinal(failed.code) });
    publish();
  }

  return {
    take,
    settle,
    stop() {
      for (const { run } of handed.values()) run.controller.abort();
      handed.clear();
    },
  };
}

/** The answer in what the host hands back, or null where it is none of ours. */
function readAnswer(answer: unknown): OutcomeAnswer | RefusalAnswer | null {
  for (const parse of [parseOutcomeAnswer, parseRefusalAnswer]) {
    try {
      return parse(answer);
    } catch {
      // The other one, or none.
    }
  }
  return null;
}
