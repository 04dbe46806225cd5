import { digestOf, sdkVersion } from '@safeupload/sdk/core';
import { settled } from './indexed-database.js';
import { deleteKept, deleteKeptDatabase, type KeptStores, withKept } from './kept-database.js';
import { live, livingOwners } from './kept-owner.js';
import { asKeptRow, isTooOld, type KeptRow, keepableOf, keptNames, restoredRow } from './kept-row.js';
import { randomToken } from './sign.js';
import type { Row } from './store-row.js';
import type { Measured } from './upload-outgoing.js';

/** Most rows kept of one list; a post has fewer pictures. */
const mostKept = 100;

/** Most rows looked at when a list comes back: those of all accounts and composers of this origin. */
const mostLookedAt = 2_000;

/** How long changes are collected before they are written, in ms. */
const collectMs = 100;

/**
 * How often what has become too old is looked for while the page stays open, in ms. Not once, when it is due: timers stand
 * still while a computer sleeps.
 */
const eraseEveryMs = 10 * 60 * 1000;

/** How often, and with how long between in ms, a store that has just ended is waited for before its rows come back. */
const ending = { tries: 4, betweenMs: 50 };

/**
 * What is kept of one store's list on this device, for the page that is loaded after this one. Nothing here ever throws.
 * What is older than 24 h, of whomever, is erased: when a list comes back, and every 10 minutes while one is kept.
 */
export interface KeptList {
  /** Notes what the list is now: what may be kept is written soon, what is no longer there is erased. */
  note(rows: Iterable<Row>): void;
  /**
   * What stores that are gone kept of this list, as rows: `newId` gives each its id. They are this store's from now on.
   */
  takeOver(newId: () => string): Promise<readonly Row[]>;
  /** Erases what is kept of the account, in all its lists on this origin. */
  forget(): Promise<void>;
  /** Ends being the one whose rows these are; what is kept stays. */
  dispose(): void;
}

/** What {@link openKeptList} needs. */
export interface KeptListOptions {
  readonly account: string;
  readonly context: string;
  readonly endpoint: string;
  readonly clock: () => number;
}

interface Entry {
  readonly key: string;
  /** Null once they are written and sent: nothing is held that is not needed. */
  bytes: Blob | null;
  readonly keptAt: number;
  readonly measured: Measured;
  settled?: { readonly uploadId: string; readonly at: number };
  /** What was last noted of it, and what was written; null where nothing was. */
  noted: Pick<KeptRow, 'place' | 'name' | 'alt'>;
  written: string | null;
  /** True where the browser would not have it: not tried again. */
  refused: boolean;
}

/** The {@link KeptList} of one store. */
export function openKeptList({ account, context, endpoint, clock }: KeptListOptions): KeptList {
  const owner = randomToken();
  const end = live(owner);
  const names = keptNames(account, context, endpoint);
  names.catch(() => undefined);
  const entries = new Map<string, Entry>();
  /** Bytes whose 24 h are over while they are still in the list: the next change of it does not keep them again. */
  const outlived = new WeakSet<Blob>();
  let gone: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  let collecting: ReturnType<typeof setTimeout> | undefined;
  let erasing: ReturnType<typeof setInterval> | undefined;
  let ended = false;
  /** Counts the members: what was read for one of them does not come back for the next. */
  let member = 0;

  const textOf = (entry: Entry): string => JSON.stringify([entry.noted, entry.settled]);
  const isNews = (entry: Entry): boolean => !entry.refused && entry.written !== textOf(entry);

  /** The entry of a row as it should be, or null where nothing of it may be kept. */
  function entryOf(row: Row, known: Entry | undefined, noted: Entry['noted']): Entry | null {
    const { outcome, state, uploadId } = row.item;
    const keepable = keepableOf(row);
    if (keepable === null) {
      if (known === undefined || known.refused) return null;
      if (state !== 'done' || outcome !== 'allowed' || uploadId === undefined) return null;
      known.settled ??= { uploadId, at: clock() };
      known.noted = noted;
      if (known.written !== null) known.bytes = null;
      return known;
    }
    if (known?.bytes === keepable.bytes) {
      known.noted = noted;
      return known;
    }
    if (outlived.has(keepable.bytes)) return null;
    return { ...keepable, key: randomToken(), keptAt: clock(), noted, written: null, refused: false };
  }

  function hasOutlived(entry: Entry): boolean {
    const isOver = isTooOld(entry, clock());
    if (isOver && entry.bytes !== null) outlived.add(entry.bytes);
    return isOver;
  }

  function note(rows: Iterable<Row>): void {
    if (ended) return;
    const before = new Map(entries);
    entries.clear();
    let place = 0;
    for (const row of rows) {
      if (place >= mostKept) break;
      const { id, name, alt } = row.item;
      const entry = entryOf(row, before.get(id), { place, name, alt });
      place += 1;
      if (entry === null || hasOutlived(entry)) continue;
      entries.set(id, entry);
      if (before.get(id) === entry) before.delete(id);
    }
    gone.push(...Array.from(before.values(), ({ key }) => key));
    if (gone.length > 0 || [...entries.values()].some(isNews)) collecting ??= setTimeout(write, collectMs);
  }

  function write(): void {
    collecting = undefined;
    const erased = gone;
    gone = [];
    const news = [...entries.values()].filter(isNews);
    writing = writing.then(async () => {
      if (erased.length > 0) await quietly(withKept('readwrite', (stores) => deleteKept(stores, erased)));
      // One by one: where one picture is too much for the disk, the others are kept.
      for (const entry of news) {
        await writeEntry(entry).catch(() => {
          entry.refused = true;
        });
      }
    });
  }

  async function writeEntry(entry: Entry): Promise<void> {
    const { key, bytes, keptAt, measured, settled: sent, noted } = entry;
    const text = textOf(entry);
    const kept: KeptRow = {
      ...(await names),
      ...noted,
      sdk: sdkVersion,
      owner,
      keptAt,
      measured,
      ...(sent === undefined ? {} : { settled: sent }),
    };
    // Taken off the list while it waited to be written.
    if (![...entries.values()].includes(entry)) return;
    await withKept('readwrite', async (stores) => {
      // Written before and gone since: another page found it too old, or forgot it. Its words alone do not come back.
      if (entry.written !== null && (await settled(stores.rows.getKey(key))) === undefined) return;
      await settled(stores.rows.put(kept, key));
      if (entry.written === null) await settled(stores.bytes.put(bytes, key));
    });
    entry.written = text;
    keepErasing();
    if (entry.settled !== undefined) entry.bytes = null;
  }

  /** Has what is too old erased from time to time, from now on: there is something in the database. */
  function keepErasing(): void {
    if (!ended) erasing ??= setInterval(eraseOld, eraseEveryMs);
  }

  function stopErasing(): void {
    clearInterval(erasing);
    erasing = undefined;
  }

  function eraseOld(): void {
    for (const [id, entry] of entries) if (hasOutlived(entry)) entries.delete(id);
    const work = async (stores: KeptStores) => {
      const keys = await settled(stores.rows.getAllKeys(null, mostLookedAt));
      const records = await settled(stores.rows.getAll(null, mostLookedAt));
      const old = keys.filter((_key, index) => isTooOld(records[index], clock()));
      await deleteKept(stores, old);
      if (old.length === keys.length) stopErasing();
    };
    writing = writing.then(() => quietly(withKept('readwrite', work)));
  }

  /** What is kept of this list by nobody who lives, now this store's; and whether some was left to others. */
  async function claimRows(): Promise<{ taken: readonly (readonly [string, KeptRow, unknown])[]; left: boolean }> {
    const [{ scope }, living] = [await names, await livingOwners()];
    return withKept('readwrite', async (stores) => {
      const [keys, records] = await Promise.all([
        settled(stores.rows.getAllKeys(null, mostLookedAt)),
        settled(stores.rows.getAll(null, mostLookedAt)),
      ]);
      const taken: (readonly [string, KeptRow, unknown])[] = [];
      let left = false;
      for (const [index, key] of keys.entries()) {
        const kept = asKeptRow(records[index], clock());
        if (kept === null || typeof key !== 'string') await deleteKept(stores, [key]);
        else if (kept.scope === scope && living.has(kept.owner)) left ||= kept.owner !== owner;
        else if (kept.scope === scope) {
          const mine = { ...kept, owner };
          await settled(stores.rows.put(mine, key));
          taken.push([key, mine, await settled(stores.bytes.get(key))]);
        }
      }
      return { taken, left };
    });
  }

  async function takeOver(newId: () => string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const before = member;
    for (let attempt = 1; attempt <= ending.tries && !ended; attempt += 1) {
      const { taken, left } = await claimRows();
      for (const [key, kept, blob] of taken.toSorted(([, a], [, b]) => a.place - b.place)) {
        // A record that is not what it says does not keep the others away.
        const bytes = await verifiedBytes(blob, kept.measured).catch(() => null);
        if (ended || member !== before) return [];
        if (bytes === null) {
          await withKept('readwrite', (stores) => deleteKept(stores, [key]));
          continue;
        }
        const row = restoredRow(newId(), kept, bytes, clock());
        const { keptAt, measured, place, name, alt } = kept;
        const entry: Entry = { key, bytes, keptAt, measured, noted: { place, name, alt }, written: '', refused: false };
        if (row.item.state === 'done' && kept.settled !== undefined) entry.settled = kept.settled;
        entries.set(row.item.id, entry);
        keepErasing();
        rows.push(row);
      }
      if (!left) break;
      await new Promise((resolve) => setTimeout(resolve, ending.betweenMs));
    }
    // She may have left during the last wait as well.
    return ended || member !== before ? [] : rows;
  }

  return {
    note,
    takeOver: (newId) => takeOver(newId).catch(() => []),
    async forget() {
      member += 1;
      entries.clear();
      gone = [];
      clearTimeout(collecting);
      collecting = undefined;
      // What is just being written would survive its own erasing.
      await writing;
      stopErasing();
      await quietly(forgetKept(account));
    },
    dispose() {
      if (ended) return;
      ended = true;
      stopErasing();
      if (collecting !== undefined) {
        clearTimeout(collecting);
        write();
      }
      // Not before all is written: whoever comes next takes over what is there.
      void writing.then(end);
    },
  };
}

/** Erases what is kept of an account's lists, and the database where it held nothing else. */
async function forgetKept(account: string): Promise<void> {
  const { account: wanted } = await keptNames(account, '', location.href);
  const isEmpty = await withKept('readwrite', async (stores) => {
    const [keys, records] = await Promise.all([settled(stores.rows.getAllKeys()), settled(stores.rows.getAll())]);
    const theirs = keys.filter((_key, index) => {
      const owned: unknown = Reflect.get(Object(records[index]), 'account');
      // What nobody can read may be theirs as well.
      return owned === wanted || typeof owned !== 'string';
    });
    await deleteKept(stores, theirs);
    return theirs.length === keys.length;
  });
  if (isEmpty) await deleteKeptDatabase();
}

/** The bytes if they are those that were measured, as a blob apart from the database; else null. */
async function verifiedBytes(blob: unknown, { upload }: Measured): Promise<Blob | null> {
  if (!(blob instanceof Blob) || blob.size !== upload.bytes) return null;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return (await digestOf(bytes)) === upload.sha256 ? new Blob([bytes], { type: blob.type }) : null;
}

/** Where the browser refuses, or the disk is full, the list is not kept: nobody's picture depends on it. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}
