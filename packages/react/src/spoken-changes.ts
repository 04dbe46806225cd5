import { type Change, changesBetween, type SafeUploadStore, type Snapshot } from '@safeupload/sdk';
import { type Announcement, announcementsOf, type RowWords } from './announcements.js';
import type { Messages } from './messages/messages.js';
import { createQuarters } from './quarters.js';

/** How long changes are gathered into one sentence, in ms. */
const gatherMs = 150;

/**
 * Speaks of what happens to a list, from `before` on, until the function that comes back is called. Loaded when something
 * happens for the first time.
 */
export function speakOfChanges(
  store: SafeUploadStore,
  before: Snapshot,
  messages: () => Messages,
  words: RowWords,
  speak: (announcements: readonly Announcement[]) => void,
): () => void {
  const quarters = createQuarters(before.items, words);
  let known = before;
  let gathered: Change[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function follow(): void {
    const after = store.getSnapshot();
    gathered.push(...changesBetween(known, after));
    known = after;
    if (timer !== undefined || (gathered.length === 0 && !quarters.isDue(after.items))) return;
    timer = setTimeout(() => {
      const all = gathered;
      gathered = [];
      timer = undefined;
      const progress = quarters.take(store.getSnapshot().items, messages());
      speak([...announcementsOf(all, messages(), words), ...(progress === null ? [] : [progress])]);
    }, gatherMs);
  }

  const unsubscribe = store.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
