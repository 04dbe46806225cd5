'use client';

import { type Change, changesBetween, type SafeUploadStore } from '@safeupload/sdk';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Announcement, announcementsOf } from './announcements.js';
import type { Messages } from './messages/messages.js';
import { createQuarters } from './quarters.js';

/** How long changes are gathered into one sentence, in ms. */
const gatherMs = 150;

/** How long a sentence stays in its region, in ms: long enough to be read, gone before somebody browses into it. */
const keepMs = 10_000;

/** An {@link Announcement} in its region; the number makes a repeated sentence a new node, so that it is spoken again. */
export interface SpokenLine extends Announcement {
  readonly number: number;
}

/** What {@link useAnnouncer} gives. */
export interface AnnouncerState {
  readonly lines: readonly SpokenLine[];
  /** Speaks a sentence that is not about a change of the list. */
  readonly say: (announcement: Announcement) => void;
}

/** The sentences to be spoken for what happens to a store's list, oldest first. */
export function useAnnouncer(store: SafeUploadStore, messages: Messages): AnnouncerState {
  const [lines, setLines] = useState<readonly SpokenLine[]>([]);
  const words = useRef(messages);
  words.current = messages;
  const number = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  const later = useCallback((ms: number, then: () => void) => {
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      then();
    }, ms);
    timers.current.add(timer);
  }, []);

  const speak = useCallback(
    (announcements: readonly Announcement[]) => {
      if (announcements.length === 0) return;
      const spoken = announcements.map((announcement) => {
        number.current += 1;
        return { ...announcement, number: number.current };
      });
      setLines((before) => [...before, ...spoken]);
      later(keepMs, () => setLines((before) => before.filter((line) => !spoken.includes(line))));
    },
    [later],
  );

  useEffect(() => {
    let before = store.getSnapshot();
    let gathered: Change[] = [];
    let gathering = false;
    const quarters = createQuarters();
    const running = timers.current;
    const unsubscribe = store.subscribe(() => {
      const after = store.getSnapshot();
      gathered.push(...changesBetween(before, after));
      before = after;
      if (gathering || (gathered.length === 0 && !quarters.isDue(after.items))) return;
      gathering = true;
      later(gatherMs, () => {
        const all = gathered;
        gathered = [];
        gathering = false;
        const progress = quarters.take(store.getSnapshot().items, words.current);
        speak([...announcementsOf(all, words.current), ...(progress === null ? [] : [progress])]);
      });
    });
    return () => {
      unsubscribe();
      for (const timer of running) clearTimeout(timer);
      running.clear();
    };
  }, [store, later, speak]);

  return { lines, say: useCallback((announcement: Announcement) => speak([announcement]), [speak]) };
}
