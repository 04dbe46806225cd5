// Not through core's index: bundlers would then keep what is loaded later in what every page loads.
import { SafeUploadError } from '../core/error.js';
import { isAccepted } from './accepted-file.js';
import { isPending, type Snapshot, snapshotOf } from './item.js';
import { keptDatabaseName } from './kept-database-name.js';
import { keyDatabaseName } from './key-database-name.js';
import { loadRest } from './load-rest.js';
import { sendBareRows } from './store-bare.js';
import { longestAlt, longestNote, type SafeUploadOptions, type SafeUploadStore } from './store-contract.js';
import { storeLimits } from './store-limits.js';
import type { Lanes, StoreList } from './store-list.js';
import { createRow, moveRow, type Row, reopenedState } from './store-row.js';
import { sizeRows } from './store-sizing.js';

/**
 * The store of one composer. Does nothing until it is used. What is here is the list and what a member does to it; what
 * works through the list (screening, signing, sending) is loaded when the picker is first touched: see `load-rest.ts`.
 */
export function createSafeUpload(options: SafeUploadOptions): SafeUploadStore {
  const { screener, account } = options;
  const hostSends = options.send === 'host';
  const atStart = snapshotOf([], { paused: false, look: options.look ?? 'device', hostSends });
  const rows = new Map<string, Row>();
  const listeners = new Set<() => void>();
  const life = new AbortController();
  let snapshot: Snapshot = atStart;
  let look = atStart.look;
  let paused = false;
  let made = 0;
  let lanes: Lanes | null = null;
  let loading: Promise<Lanes> | null = null;
  let sendingBare = false;
  /** Counts the members: what was begun for one of them is not gone on with after she has left. */
  let member = 0;

  const isDisposed = () => life.signal.aborted;
  const list: StoreList = {
    options,
    limits: storeLimits(options.limits),
    rows,
    newId() {
      made += 1;
      return String(made);
    },
    insertFirst(first) {
      reorder([...first, ...rows.values()]);
      if (first.length === 0) return;
      // What was kept was as large as it may be.
      for (const row of first) row.sized = true;
      publish();
      next();
    },
    publish,
    isCurrent: (row, run) => row.run === run && rows.get(row.item.id) === row,
    isPaused: () => paused,
    isDisposed,
    look: () => look,
  };

  function publish(): void {
    if (!isDisposed()) lanes?.note();
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

  function load(): Promise<Lanes> {
    loading ??= loadRest()
      .then(({ createLanes }) => {
        lanes = createLanes(list);
        if (isDisposed()) lanes.dispose();
        return lanes;
      })
      .catch((error: unknown) => {
        loading = null;
        throw error;
      });
    return loading;
  }

  /** Does something with the lanes: at once where they are loaded, else later, for the same member only. */
  function withLanes(use: (lanes: Lanes) => void): Promise<void> {
    if (lanes !== null) return Promise.resolve(use(lanes));
    const before = member;
    return load().then((loaded) => {
      if (member === before && !isDisposed()) use(loaded);
    });
  }

  /** Sets the rows going. */
  function next(): void {
    if (isDisposed() || paused || rows.size === 0) return;
    withLanes((loaded) => loaded.next()).catch(goWithout);
  }

  /**
   * The rest of the code did not come. While offline the rows wait for it. Else they go as they are, where the store sends
   * at all; what the host sends can be tried again. None is lost.
   */
  function goWithout(error: unknown): void {
    if (isDisposed()) return;
    if (navigator.onLine === false) {
      for (const row of rows.values()) {
        if (row.item.state === 'queued') row.item = { ...row.item, waiting: 'connection' };
      }
      addEventListener('online', next, { once: true, signal: life.signal });
    } else if (hostSends) {
      for (const row of rows.values()) {
        moveRow(row, 'failed', { error: { code: 'network-failed', message: String(error) }, canRetry: true });
      }
    } else if (!sendingBare) {
      sendingBare = true;
      void sendBareRows(list, () => lanes !== null).finally(() => {
        sendingBare = false;
      });
    }
    publish();
  }

  /** Tells the server that the member no longer wants an upload. Quietly: unattached ones end within the hour. */
  function withdraw(uploadId: string): void {
    withLanes((loaded) => loaded.withdraw(uploadId)).catch(() => {});
  }

  function newRow(file: File): Row {
    const row = createRow(list.newId(), file);
    const { accept } = options;
    if (accept !== undefined && !isAccepted(file, accept)) {
      const message = `Files of this kind are not taken here: expected ${accept}, got ${file.type}.`;
      moveRow(row, 'failed', { error: { code: 'format-not-accepted', message } });
    }
    return row;
  }

  /** Learns how large new files are and sets them going: later, so that whoever listens draws the rows before any work. */
  function begin(added: readonly Row[]): void {
    sizeRows(added, options.mostBytes, (changed) => {
      if (changed && !isDisposed()) publish();
      next();
    });
    publish();
    queueMicrotask(next);
  }

  /** Puts the rows in this order: the map's own order is the list's. */
  function reorder(order: readonly Row[]): void {
    rows.clear();
    for (const row of order) rows.set(row.item.id, row);
  }

  /** Ends what is going on for a row. A transfer whose bytes have all left is let finish, to learn its id and withdraw it. */
  function stop(row: Row): void {
    const { run } = row;
    row.run = null;
    if (run === null) return;
    if (row.item.state === 'uploading' && row.delivery?.sentAll) run.withdraw = true;
    else run.controller.abort();
    row.delivery = null;
  }

  function drop(row: Row): void {
    stop(row);
    rows.delete(row.item.id);
  }

  /** Drops a row and tells the server that what arrived of it is not wanted. */
  function discard(row: Row): void {
    const { outcome, uploadId } = row.item;
    drop(row);
    if (uploadId !== undefined && outcome !== 'refused') withdraw(uploadId);
  }

  return {
    add(files) {
      if (isDisposed()) throw new SafeUploadError('disposed', 'The store was disposed: make another one.');
      const added = Array.from(files, newRow);
      for (const row of added) rows.set(row.item.id, row);
      if (added.length > 0) begin(added);
      return added.map((row) => row.item.id);
    },
    retry(id) {
      const row = rows.get(id);
      if (row === undefined || isDisposed() || !row.item.canRetry) return;
      moveRow(row, reopenedState(row));
      // Called off before its turn to be asked, or found too large since.
      if (!row.sized) sizeRows([row], options.mostBytes, next);
      publish();
      next();
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
      next();
    },
    appeal(id, note = '') {
      const row = rows.get(id);
      if (row?.item.state !== 'blocked') return;
      row.appeal = { note: note.trim().slice(0, longestNote) };
      moveRow(row, 'ready');
      publish();
      next();
    },
    pause() {
      if (paused || isDisposed()) return;
      paused = true;
      publish();
    },
    resume() {
      if (!paused) return;
      paused = false;
      publish();
      next();
    },
    move(id, to) {
      const order = [...rows.values()];
      const from = order.findIndex((row) => row.item.id === id);
      const place = Math.max(0, Math.min(order.length - 1, Math.trunc(to)));
      if (from < 0 || place === from || Number.isNaN(place)) return;
      order.splice(place, 0, ...order.splice(from, 1));
      reorder(order);
      publish();
    },
    describe(id, alt) {
      const row = rows.get(id);
      const kept = alt.slice(0, longestAlt);
      if (row === undefined || row.item.alt === kept) return;
      row.item = { ...row.item, alt: kept };
      publish();
    },
    replace(id, file) {
      const old = rows.get(id);
      if (old === undefined || isDisposed()) return null;
      const row = newRow(file);
      row.item = { ...row.item, alt: old.item.alt };
      const order = Array.from(rows.values(), (other) => (other === old ? row : other));
      discard(old);
      reorder(order);
      begin([row]);
      return row.item.id;
    },
    setLook(wanted) {
      if (look === wanted || isDisposed()) return;
      look = wanted;
      publish();
      lanes?.lookChanged();
    },
    // Nothing is ready before the lanes were there.
    take: async (id) => (hostSends ? (lanes?.take(id) ?? null) : null),
    async settle(id, answer) {
      lanes?.settle(id, answer);
    },
    async restore() {
      if (options.restore !== true || account === undefined || isDisposed()) return 0;
      return load().then(
        (loaded) => loaded.restore(),
        () => 0,
      );
    },
    touch() {
      if (isDisposed()) return;
      withLanes((loaded) => loaded.warm()).catch(() => {});
      if (look === 'device' && !savesData()) screener.prefetch().catch(() => {});
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    getServerSnapshot: () => atStart,
    async forget() {
      member += 1;
      paused = false;
      look = atStart.look;
      for (const row of rows.values()) drop(row);
      screener.forget();
      publish();
      if (lanes === null && loading === null && account === undefined) return;
      try {
        await (lanes ?? (await load())).forget();
      } catch {
        // The code that erases what is one account's did not come: then that of all.
        if (account !== undefined)
          for (const name of [keyDatabaseName, keptDatabaseName]) indexedDB.deleteDatabase(name);
      }
    },
    dispose() {
      if (isDisposed()) return;
      life.abort();
      for (const row of rows.values()) row.run?.controller.abort();
      rows.clear();
      lanes?.dispose();
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
