'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Announcement, RowWords } from './announcements.js';
import { asideOf, progressOf, statusOf } from './item-words.js';
import type { Messages } from './messages/messages.js';
import { spokenName } from './spoken-name.js';

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
export function useAnnouncer(store: SafeUploadStore, messages: Messages, mostBytes?: number): AnnouncerState {
  const [lines, setLines] = useState<readonly SpokenLine[]>([]);
  const words = useRef(messages);
  words.current = messages;
  const number = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());

  const speak = useCallback((announcements: readonly Announcement[]) => {
    if (announcements.length === 0) return;
    const spoken = announcements.map((announcement) => {
      number.current += 1;
      return { ...announcement, number: number.current };
    });
    setLines((before) => [...before, ...spoken]);
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setLines((before) => before.filter((line) => !spoken.includes(line)));
    }, keepMs);
    timers.current.add(timer);
  }, []);

  useEffect(() => {
    const before = store.getSnapshot();
    const rowWords: RowWords = {
      asideOf,
      progressOf,
      spokenName,
      statusOf: (item, messages) => statusOf(item, messages, { mostBytes }),
    };
    const running = timers.current;
    let stop: () => void;
    let loading = false;
    let ended = false;
    const unsubscribe = store.subscribe(() => {
      if (loading) return;
      loading = true;
      import('./spoken-changes.js').then(
        ({ speakOfChanges }) => {
          if (ended) return;
          stop();
          stop = speakOfChanges(store, before, () => words.current, rowWords, speak);
        },
        () => {
          // The next change tries again, and then speaks of this one too.
          loading = false;
        },
      );
    });
    stop = unsubscribe;
    return () => {
      ended = true;
      stop();
      for (const timer of running) clearTimeout(timer);
      running.clear();
    };
  }, [store, speak, mostBytes]);

  return { lines, say: useCallback((announcement: Announcement) => speak([announcement]), [speak]) };
}
