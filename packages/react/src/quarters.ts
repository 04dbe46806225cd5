import type { Item } from '@safeupload/sdk';
import type { Announcement, RowWords } from './announcements.js';
import type { Messages } from './messages/messages.js';

/** Says 25, 50 and 75 % of the way: of one file by its name, of several together, or five hundred files would never be silent. */
export interface Quarters {
  /** True if a quarter was passed that has not been said. */
  isDue(items: readonly Item[]): boolean;
  /** The sentence for the latest quarter that was passed; null where there is none, or where all have arrived. */
  take(items: readonly Item[], messages: Messages): Announcement | null;
}

/** The {@link Quarters} of a list that looked like `before` when its files set out. */
export function createQuarters(before: readonly Item[], { progressOf, spokenName }: RowWords): Quarters {
  /** Files that had arrived before those that are on their way set out. */
  let arrived = new Set(before.filter((item) => progressOf(item) === null).map(({ id }) => id));
  let said = 0;

  // What failed is on no way any more, or never was.
  const together = (items: readonly Item[]) => items.filter(({ id, state }) => !arrived.has(id) && state !== 'failed');

  function reached(items: readonly Item[]): number {
    if (items.every((item) => progressOf(item) === null)) {
      arrived = new Set(items.map(({ id }) => id));
      said = 0;
      return 0;
    }
    const files = together(items);
    const sum = files.reduce((total, item) => total + (progressOf(item) ?? 1), 0);
    // Four quarters is the end, and that is said of each file by itself.
    return Math.min(3, Math.floor((4 * sum) / files.length));
  }

  return {
    isDue: (items) => reached(items) > said,
    take(items, messages) {
      const quarter = reached(items);
      if (quarter <= said) return null;
      said = quarter;
      const [first, ...others] = together(items);
      if (first === undefined) return null;
      const percent = quarter * 25;
      const text =
        others.length === 0
          ? messages.quarter(spokenName(first.name), percent)
          : messages.quarters(others.length + 1, percent);
      return { urgent: false, text };
    },
  };
}
