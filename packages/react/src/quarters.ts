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

/** The {@link Quarters} of one list. */
export function createQuarters({ progressOf, spokenName }: RowWords): Quarters {
  /** Files that are on their way, or were when the first of these set out. */
  let together = new Set<string>();
  let said = 0;

  function reached(items: readonly Item[]): number {
    const going = items.filter((item) => progressOf(item) !== null);
    if (going.length === 0) {
      together = new Set();
      said = 0;
      return 0;
    }
    for (const { id } of going) together.add(id);
    let sum = 0;
    let count = 0;
    for (const item of items) {
      if (!together.has(item.id)) continue;
      sum += progressOf(item) ?? 1;
      count += 1;
    }
    // Four quarters is the end, and that is said of each file by itself.
    return Math.min(3, Math.floor((4 * sum) / count));
  }

  return {
    isDue: (items) => reached(items) > said,
    take(items, messages) {
      const quarter = reached(items);
      if (quarter <= said) return null;
      said = quarter;
      const [first, ...others] = items.filter(({ id }) => together.has(id));
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
