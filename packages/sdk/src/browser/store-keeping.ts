import type { KeptList } from './kept-list.js';
import type { StoreList } from './store-list.js';

/** Keeps a store's list for the page that is loaded next, where the host wants that; else does nothing. */
export interface Keeping {
  /** Notes what the list is now. */
  note(): void;
  /** Brings back what was kept. How many rows came back; never rejects. */
  restore(): Promise<number>;
  /** Erases what is kept of the account, also where another page of the site kept it. Rejects where its code cannot be had. */
  forget(): Promise<void>;
  dispose(): void;
}

/** The {@link Keeping} of one store. Its code is loaded when there is something to keep, to bring back or to erase. */
export function createKeeping(list: StoreList): Keeping {
  const { account, context, endpoint, restore: isWanted = false, clock = Date.now } = list.options;
  let opening: Promise<KeptList> | null = null;
  let opened: KeptList | null = null;
  /** Counts the members: what was on its way back for one of them is not put into the list of the next. */
  let member = 0;

  function open(name: string): Promise<KeptList> {
    opening ??= import('./kept-list.js').then(
      ({ openKeptList }) => {
        opened = openKeptList({ account: name, context, endpoint, clock });
        if (list.isDisposed()) opened.dispose();
        return opened;
      },
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  }

  function note(): void {
    if (!isWanted || account === undefined) return;
    if (opened !== null) opened.note(list.rows.values());
    else if (opening === null && list.rows.size > 0) open(account).then(note, () => {});
  }

  return {
    note,
    async restore() {
      if (!isWanted || account === undefined || list.isDisposed()) return 0;
      const before = member;
      try {
        const rows = await (await open(account)).takeOver(list.newId);
        if (list.isDisposed() || member !== before) return 0;
        list.insertFirst(rows);
        return rows.length;
      } catch {
        return 0;
      }
    },
    async forget() {
      member += 1;
      if (account === undefined) return;
      const kept = await open(account);
      await kept.forget();
      // Opened for this alone: it is not needed again.
      if (!isWanted) {
        kept.dispose();
        opened = null;
        opening = null;
      }
    },
    dispose() {
      opened?.dispose();
    },
  };
}
