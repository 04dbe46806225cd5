'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { useEffect, useMemo, useState } from 'react';
import { englishStart } from './messages/english-start.js';
import type { Messages } from './messages/messages.js';

/** The host's words over the English ones. What is said of failures comes with the first change of the list. */
export function useMessages(store: SafeUploadStore, words: Partial<Messages> | undefined): Messages {
  const [more, setMore] = useState<Partial<Messages>>();
  const wanted = words?.failed === undefined && more === undefined;
  useEffect(() => {
    if (!wanted) return;
    let ended = false;
    const load = () => {
      import('./messages/english-failures.js').then(
        ({ englishFailure }) => {
          if (!ended) setMore({ failed: (error) => englishFailure(error) ?? englishStart.failed(error) });
        },
        // The next change tries again; until then one sentence does for all.
        () => {},
      );
    };
    if (store.getSnapshot().items.length > 0) load();
    const unsubscribe = store.subscribe(load);
    return () => {
      ended = true;
      unsubscribe();
    };
  }, [store, wanted]);
  return useMemo(() => ({ ...englishStart, ...more, ...words }), [more, words]);
}
