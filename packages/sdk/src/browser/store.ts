import { SafeUploadError } from '@safeupload/sdk/core';
import { isAccepted } from './accepted-file.js';
import { type ChallengePool, createChallengePool } from './challenge-pool.js';
import { isFinal } from './gap.js';
import { isPending, isReadyToSend, type Look, type Snapshot, snapshotOf } from './item.js';
import { canSign, type DeviceKey, forgetDeviceKey, loadDeviceKey } from './key.js';
import { createStoppedNotices, type StoppedNotices } from './stopped-notices.js';
import { longestAlt, type SafeUploadOptions, type SafeUploadStore, type Taken } from './store-contract.js';
import { defaultStoreLimits, type StoreLimits } from './store-limits.js';
import { createRow, errorOf, moveRow, patchRow, type Row, type Run, reopenedState } from './store-row.js';
import { createScreening } from './store-screening.js';
import { xhrTransport } from './transport-xhr.js';
import { type Delivered, type DeliverOptions, deliver, newDelivery } from './upload.js';
import { createEndpoint } from './upload-endpoint.js';
import { longestNote } from './upload-request.js';

/** The store of one composer. Does nothing until it is used. */
export function createSafeUpload(options: SafeUploadOptions): SafeUploadStore {
  const { screener, context, account, clock = Date.now, random = Math.random } = options;
  const limits: StoreLimits = { ...defaultStoreLimits, ...options.limits };
  const base = options.endpoint.replace(/\/+$/, '');
  const transport = options.transport ?? xhrTransport;
  const endpoint = createEndpoint({ base, transport, limits, headers: options.headers ?? (() => ({})) });

  const rows = new Map<string, Row>();
  const listeners = new Set<() => void>();
  /** Every transfer that has not ended, also of rows that are gone: what is called off is still awaited. */
  const transfers = new Set<Run>();
  const hostSends = options.send === 'host';
  const atStart = snapshotOf([], { paused: false, look: options.look ?? 'device', hostSends });
  let snapshot: Snapshot = atStart;
  let look: Look = atStart.look;
  let paused = false;
  let made = 0;
  let sending = 0;
  let disposed = false;
  let keyLoading: Promise<DeviceKey> | null = null;
  let pool = newPool();
  let notices = newNotices();

  function key(): Promise<DeviceKey> {
    keyLoading ??= loadDeviceKey(account).catch((error: unknown) => {
      keyLoading = null;
      throw error;
    });
    return keyLoading;
  }

  function newPool(): ChallengePool {
    return createChallengePool({ endpoint, key, context, clock, shortAnswerMs: limits.shortAnswerMs });
  }

  function newNotices(): StoppedNotices {
    return createStoppedNotices({ endpoint, pool, key, clock, shortAnswerMs: limits.shortAnswerMs });
  }

  /** Quietly: what becomes of the notice changes nothing for the row. */
  function onBlocked(row: Row): void {
    const measured = row.outgoing?.measured;
    if (measured) row.noticed = notices.tell(measured);
  }

  function publish(): void {
    snapshot = snapshotOf(
      Array.from(rows.values(), (row) => row.item),
      { paused, look, hostSends },
    );
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (error) {
        // The page's own mistake: reported as such, and no file stops half-way because of it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** True while this run is the row's own: what arrives late, after a cancel or a removal, changes nothing. */
  const isCurrent = (row: Row, run: Run) => row.run === run && rows.get(row.item.id) === row;

  const unsent = () => Array.from(rows.values()).filter((row) => isPending(row.item.state)).length;

  const screening = createScreening({
    screener,
    rows,
    pool: () => pool,
    limits,
    clock,
    unsent,
    isDisposed: () => disposed,
    isPaused: () => paused,
    look: () => look,
    isCurrent,
    publish,
    onBlocked,
    onScreened: sendNext,
  });

  // Sending: a few at a time, in the order of the list.

  function sendNext(): void {
    if (disposed || paused || hostSends) return;
    for (const row of rows.values()) {
      if (sending >= limits.parallelUploads) return;
      if (!isReadyToSend(row.item.state)) continue;
      sending += 1;
      void sendRow(row).finally(() => {
        sending -= 1;
        sendNext();
      });
    }
  }

  async function sendRow(row: Row): Promise<void> {
    const run: Run = { controller: new AbortController(), withdraw: false };
    const { outgoing, delivery } = row;
    if (outgoing === null) return;
    row.run = run;
    transfers.add(run);
    moveRow(row, 'uploading');
    publish();
    try {
      const delivered = await deliver(outgoing, delivery, deliverOptions(row, run));
      if (run.withdraw) return withdrawDelivered(delivered);
      if (isCurrent(row, run)) settle(row, delivered);
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
    return {
      endpoint,
      pool,
      key,
      context,
      origin: location.origin,
      precheck: options.precheck ?? true,
      appeal: row.appeal,
      limits,
      clock,
      random,
      unsent,
      isWanted: () => !run.withdraw,
      signal: run.controller.signal,
      onProgress(sentBytes, totalBytes) {
        if (!isCurrent(row, run) || row.item.state !== 'uploading') return;
        if (patchRow(row, { progress: totalBytes === 0 ? 1 : sentBytes / totalBytes })) publish();
      },
      onWaiting(waiting) {
        if (isCurrent(row, run) && patchRow(row, { waiting: waiting ? 'connection' : null })) publish();
      },
    };
  }

  function settle(row: Row, delivered: Delivered): void {
    if (delivered.kind === 'settled') {
      const { outcome, uploadId } = delivered.answer;
      row.outgoing = null;
      moveRow(row, 'done', { outcome, uploadId });
    } else if (delivered.kind === 'measure-again') {
      row.outgoing = null;
      row.policy = delivered.policy;
      moveRow(row, 'queued');
      screening.next();
    } else {
      const { verdict } = delivered.measured;
      row.outgoing = row.outgoing === null ? null : { ...row.outgoing, measured: delivered.measured };
      if (verdict.action === 'block') onBlocked(row);
      moveRow(row, verdict.action === 'block' ? 'blocked' : 'choosing', { reasons: verdict.reasons });
    }
  }

  /** Tells the server that the member no longer wants an upload. Best effort: unattached ones end within the hour. */
  function withdraw(uploadId: string): void {
    endpoint.withdraw(uploadId, new AbortController().signal).catch(() => {});
  }

  function withdrawDelivered(delivered: Delivered): void {
    if (delivered.kind === 'settled' && delivered.answer.outcome !== 'refused') withdraw(delivered.answer.uploadId);
  }

  /** Ends what is going on for a row. A transfer whose bytes have all left is let finish, to learn its id and withdraw it. */
  function stop(row: Row): void {
    const { run } = row;
    row.run = null;
    if (run === null) return;
    if (row.item.state === 'uploading' && row.delivery.sentAll) run.withdraw = true;
    else run.controller.abort();
    row.delivery = newDelivery();
  }

  function newRow(file: File): Row {
    made += 1;
    const row = createRow(String(made), file);
    const { accept, mostBytes } = options;
    if (accept !== undefined && !isAccepted(file, accept)) {
      const message = `Files of this kind are not taken here: expected ${accept}, got ${file.type}.`;
      moveRow(row, 'failed', { error: { code: 'format-not-accepted', message } });
    } else if (mostBytes !== undefined && file.size > mostBytes) {
      const message = `The file is too large: expected at most ${mostBytes} bytes, got ${file.size}.`;
      moveRow(row, 'failed', { error: { code: 'too-many-bytes', message } });
    }
    return row;
  }

  /** Puts the rows in this order: the map's own order is the list's. */
  function reorder(order: readonly Row[]): void {
    rows.clear();
    for (const row of order) rows.set(row.item.id, row);
  }

  /** Stops a row and tells the server that what arrived of it is not wanted. */
  function discard(row: Row): void {
    const { outcome, uploadId } = row.item;
    drop(row);
    if (uploadId !== undefined && outcome !== 'refused') withdraw(uploadId);
  }

  function drop(row: Row): void {
    stop(row);
    rows.delete(row.item.id);
  }

  return {
    add(files) {
      if (disposed) throw new SafeUploadError('disposed', 'The store was disposed: make another one.');
      const ids: string[] = [];
      for (const file of files) {
        const row = newRow(file);
        rows.set(row.item.id, row);
        ids.push(row.item.id);
      }
      if (ids.length === 0) return ids;
      publish();
      // Later, so that whoever listens draws the rows before any work begins.
      queueMicrotask(screening.next);
      return ids;
    },
    retry(id) {
      const row = rows.get(id);
      if (row === undefined || disposed || !row.item.canRetry) return;
      moveRow(row, reopenedState(row));
      publish();
      screening.next();
      sendNext();
    },
    cancel(id) {
      const row = rows.get(id);
      if (row === undefined || !isPending(row.item.state)) return;
      stop(row);
      // An appeal that is called off leaves what it was: a blocked file.
      if (row.appeal !== null && row.outgoing?.measured?.verdict.action === 'block') {
        row.appeal = null;
        moveRow(row, 'blocked');
      } else {
        moveRow(row, 'cancelled', { canRetry: true });
      }
      publish();
    },
    remove(id) {
      const row = rows.get(id);
      if (row === undefined) return;
      discard(row);
      publish();
    },
    clear() {
      if (rows.size === 0) return;
      for (const row of rows.values()) drop(row);
      publish();
    },
    choose(id) {
      const row = rows.get(id);
      if (row?.item.state !== 'choosing') return;
      row.chosen = true;
      moveRow(row, 'ready');
      publish();
      sendNext();
    },
    appeal(id, note = '') {
      const row = rows.get(id);
      if (row?.item.state !== 'blocked') return;
      row.appeal = { note: note.trim().slice(0, longestNote) };
      moveRow(row, 'ready');
      publish();
      sendNext();
    },
    pause() {
      if (paused || disposed) return;
      paused = true;
      publish();
    },
    resume() {
      if (!paused) return;
      paused = false;
      publish();
      screening.next();
      sendNext();
    },
    move(id, to) {
      const order = [...rows.values()];
      const from = order.findIndex((row) => row.item.id === id);
      const [row] = from < 0 ? [] : order.splice(from, 1);
      if (row === undefined || !(to >= 0)) return;
      order.splice(to, 0, row);
      reorder(order);
      publish();
    },
    describe(id, alt) {
      const row = rows.get(id);
      if (row === undefined || row.item.alt === alt.slice(0, longestAlt)) return;
      row.item = { ...row.item, alt: alt.slice(0, longestAlt) };
      publish();
    },
    replace(id, file) {
      const old = rows.get(id);
      if (old === undefined || disposed) return null;
      const row = newRow(file);
      row.item = { ...row.item, alt: old.item.alt };
      const order = Array.from(rows.values(), (other) => (other === old ? row : other));
      discard(old);
      reorder(order);
      publish();
      queueMicrotask(screening.next);
      return row.item.id;
    },
    setLook(next) {
      if (look === next || disposed) return;
      look = next;
      publish();
    },
    take: async (): Promise<Taken | null> => null,
    settle: async () => {},
    restore: () => Promise.resolve(0),
    touch() {
      if (disposed) return;
      if (canSign()) void pool.warm(2);
      if (!savesData() && look === 'device') screener.prefetch().catch(() => {});
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    getServerSnapshot: () => atStart,
    async forget() {
      paused = false;
      look = atStart.look;
      for (const row of rows.values()) drop(row);
      // Also those that wait for an answer to withdraw: their claims would go out under the next member's session.
      for (const run of transfers) run.controller.abort();
      pool.dispose();
      notices.dispose();
      pool = newPool();
      notices = newNotices();
      publish();
      const loading = keyLoading;
      keyLoading = null;
      // A key that is just being kept would survive its own erasing.
      await loading?.catch(() => {});
      await forgetDeviceKey(account);
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const row of rows.values()) row.run?.controller.abort();
      for (const run of transfers) run.controller.abort();
      rows.clear();
      pool.dispose();
      notices.dispose();
      publish();
      listeners.clear();
    },
  };
}

/** True where the member asked the browser to save data (Chromium only; others do not tell). */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true;
}
