import { type Context, type DevicePolicy, defaultDevicePolicy, SafeUploadError } from '@safeupload/sdk/core';
import { type ChallengePool, createChallengePool } from './challenge-pool.js';
import { type Gap, isFinal, screeningFailureOf } from './gap.js';
import { emptySnapshot, isPending, type Snapshot, snapshotOf } from './item.js';
import { canSign, type DeviceKey, forgetDeviceKey, loadDeviceKey } from './key.js';
import type { Screened, Screener } from './screener.js';
import { defaultStoreLimits, type StoreLimits } from './store-limits.js';
import { createRow, errorOf, moveRow, patchRow, type Row, type Run, reopenedState } from './store-row.js';
import type { Transport } from './transport.js';
import { xhrTransport } from './transport-xhr.js';
import { type Delivered, type DeliverOptions, deliver, newDelivery, noticeStopped } from './upload.js';
import { isOnline } from './upload-connection.js';
import { createEndpoint } from './upload-endpoint.js';
import { outgoingOfBare, outgoingOfScreened } from './upload-outgoing.js';
import { within } from './upload-pause.js';
import { longestNote } from './upload-request.js';

/** What {@link createSafeUpload} needs. */
export interface SafeUploadOptions {
  readonly screener: Screener;
  /** Address of the server's routes, e.g. `/safe-upload`. */
  readonly endpoint: string;
  /** What the pictures are for. A receipt for one use is none for another. */
  readonly context: Context;
  /**
   * Opaque name of the signed-in account: the device key is kept under it until {@link SafeUploadStore.forget}. Without
   * it the key lives in memory.
   */
  readonly account?: string;
  /** Ask before sending bytes; default true. A picture the server would refuse by its digest is then never sent. */
  readonly precheck?: boolean;
  /** How requests leave the page; default {@link xhrTransport}. */
  readonly transport?: Transport;
  /** More headers for every request, e.g. `authorization` where the host has no cookie. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  readonly limits?: Partial<StoreLimits>;
  /** Ms since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** In [0, 1); default `Math.random`. Spreads tries over time, nothing else. */
  readonly random?: () => number;
}

/**
 * The list of files of one composer: screens them one after the other, sends them, keeps a {@link Snapshot} for whoever
 * draws it. Made for `useSyncExternalStore` and for anything else. No call throws for an id it does not know: a row may
 * be gone before a press arrives.
 */
export interface SafeUploadStore {
  /** Adds files; their rows are in the snapshot when this returns. The new ids, in order. Throws `disposed`. */
  add(files: Iterable<File>): string[];
  /** Tries again what `canRetry`. Never a blocked file: see {@link SafeUploadStore.appeal}. */
  retry(id: string): void;
  /** Stops a pending file; its row stays. What the server already has is withdrawn. */
  cancel(id: string): void;
  /** Takes the row away; an upload that has arrived is withdrawn. For "I don't want this picture in my post". */
  remove(id: string): void;
  /** Takes all rows away and withdraws nothing that is done. For "the post is sent". */
  clear(): void;
  /** In `choosing`: the member sends the picture although a person will have to look at it first. */
  choose(id: string, choice: 'send'): void;
  /** Of a `blocked` file: send it for a person to look, with a note of at most 500 characters. Always held. */
  appeal(id: string, note?: string): void;
  /** To be called when the picker is first touched: fetches the challenge, and the models unless data is to be saved. */
  touch(): void;
  /** Calls the listener after every change; the function that comes back ends that. */
  subscribe(listener: () => void): () => void;
  /** The list now; the same object until something changes. */
  getSnapshot(): Snapshot;
  /** The list on a server: empty, always the same object. */
  getServerSnapshot(): Snapshot;
  /** Erases what is kept of the account on this device: list, claims, device key. To be called on logout. */
  forget(): Promise<void>;
  /** Stops everything and empties the store. The screener is the caller's. */
  dispose(): void;
}

/** After a challenge that was not answered in time, files are not kept waiting for one for this long, in ms. */
const patienceMs = 30_000;

/** The store of one composer. Does nothing until it is used. */
export function createSafeUpload(options: SafeUploadOptions): SafeUploadStore {
  const { screener, context, account, clock = Date.now, random = Math.random } = options;
  const limits: StoreLimits = { ...defaultStoreLimits, ...options.limits };
  const base = options.endpoint.replace(/\/+$/, '');
  const transport = options.transport ?? xhrTransport;
  const endpoint = createEndpoint({ base, transport, limits, headers: options.headers ?? (() => ({})) });

  const rows = new Map<string, Row>();
  const listeners = new Set<() => void>();
  let snapshot = emptySnapshot;
  let made = 0;
  let screening = false;
  let sending = 0;
  let disposed = false;
  let unansweredAt = Number.NEGATIVE_INFINITY;
  let keyLoading: Promise<DeviceKey> | null = null;
  let pool = newPool();

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

  function publish(): void {
    snapshot = snapshotOf(Array.from(rows.values(), (row) => row.item));
    for (const listener of [...listeners]) listener();
  }

  /** True while this run is the row's own: what arrives late, after a cancel or a removal, changes nothing. */
  const isCurrent = (row: Row, run: Run) => row.run === run && rows.get(row.item.id) === row;

  const unsent = () => Array.from(rows.values()).filter((row) => isPending(row.item.state)).length;

  // --- screening: one after the other, in the order they were added

  function screenNext(): void {
    if (screening || disposed) return;
    const row = Array.from(rows.values()).find(({ item }) => item.state === 'queued');
    if (row === undefined) return;
    screening = true;
    void screenRow(row).finally(() => {
      screening = false;
      screenNext();
    });
  }

  async function screenRow(row: Row): Promise<void> {
    const run: Run = { controller: new AbortController(), withdraw: false };
    row.run = run;
    moveRow(row, 'preparing');
    publish();
    try {
      const screened = await screenFile(row, run);
      if (!isCurrent(row, run)) return;
      row.outgoing = outgoingOfScreened(screened);
      const { action, reasons } = screened.verdict;
      moveRow(row, action === 'block' ? 'blocked' : action === 'hold' ? 'choosing' : 'ready', { reasons });
      const { measured } = row.outgoing;
      if (action === 'block' && screened.policy.stoppedNotices && measured !== null) {
        void noticeStopped(measured, row.delivery, deliverOptions(row, run));
      }
    } catch (error) {
      if (!isCurrent(row, run) || run.controller.signal.aborted) return;
      const failure = screeningFailureOf(error);
      if (failure === 'unusable' || failure === 'again') {
        moveRow(row, 'failed', { error: errorOf(error), canRetry: failure === 'again' });
      } else {
        await sendAsItIs(row, run, failure);
      }
    }
    if (!isCurrent(row, run)) return;
    publish();
    sendNext();
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
          if (stage === 'measuring') moveRow(row, 'screening');
          if (patchRow(row, { stage, progress: Math.max(row.item.progress, done) })) publish();
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
    const warm = pool.warm(unsent());
    // A server that did not answer for one file does not hold up the next as well.
    if (clock() - unansweredAt < patienceMs) return pool.policy();
    const answered = await within(
      warm.then(() => pool.policy() !== null),
      limits.policyWaitMs,
      signal,
      () => false,
    );
    if (!answered) unansweredAt = clock();
    return pool.policy();
  }

  async function sendAsItIs(row: Row, run: Run, gap: Gap): Promise<void> {
    try {
      const { file } = row.item;
      const unscreened = await import('./upload-unscreened.js').catch(() => null);
      const policy = pool.policy() ?? defaultDevicePolicy;
      // Where not even that arrives (a new version took the old one's files away), the bare file goes.
      const outgoing = (await unscreened?.outgoingOfUnscreened(file, gap, policy)) ?? outgoingOfBare(file);
      if (!isCurrent(row, run)) return;
      row.outgoing = outgoing;
      moveRow(row, 'unscreened', { reasons: [gap] });
    } catch (error) {
      if (isCurrent(row, run)) moveRow(row, 'failed', { error: errorOf(error), canRetry: false });
    }
  }

  // --- sending: a few at a time

  function sendNext(): void {
    if (disposed) return;
    for (const row of rows.values()) {
      if (sending >= limits.parallelUploads) return;
      if (row.item.state !== 'ready' && row.item.state !== 'unscreened') continue;
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
      screenNext();
    } else {
      const { verdict } = delivered.measured;
      row.outgoing = row.outgoing === null ? null : { ...row.outgoing, measured: delivered.measured };
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

  function drop(row: Row): void {
    stop(row);
    rows.delete(row.item.id);
  }

  return {
    add(files) {
      if (disposed) throw new SafeUploadError('disposed', 'The store was disposed: make another one.');
      const ids: string[] = [];
      for (const file of files) {
        made += 1;
        const row = createRow(String(made), file);
        rows.set(row.item.id, row);
        ids.push(row.item.id);
      }
      if (ids.length === 0) return ids;
      publish();
      // Later, so that whoever listens draws the rows before any work begins.
      queueMicrotask(screenNext);
      return ids;
    },
    retry(id) {
      const row = rows.get(id);
      if (row === undefined || disposed || !row.item.canRetry) return;
      moveRow(row, reopenedState(row));
      publish();
      screenNext();
      sendNext();
    },
    cancel(id) {
      const row = rows.get(id);
      if (row === undefined || !isPending(row.item.state)) return;
      stop(row);
      // An appeal that is called off leaves what it was: a blocked file.
      if (row.appeal !== null && row.outgoing !== null) {
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
      const { outcome, uploadId } = row.item;
      drop(row);
      if (uploadId !== undefined && outcome !== 'refused') withdraw(uploadId);
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
    touch() {
      if (disposed) return;
      if (canSign()) void pool.warm(2);
      if (!savesData()) screener.prefetch().catch(() => {});
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    getServerSnapshot: () => emptySnapshot,
    async forget() {
      for (const row of rows.values()) drop(row);
      pool.dispose();
      pool = newPool();
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
      rows.clear();
      pool.dispose();
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
