'use client';

import type { SafeUploadStore, Snapshot } from '@safeupload/sdk';
import { useEffect, useRef } from 'react';

/** What the host is told of the list. */
export interface ListReports {
  /** Called after every change of the list. */
  readonly onChange?: ((snapshot: Snapshot) => void) | undefined;
  /** Called when the ids that a post may refer to have changed. */
  readonly onUploadsChange?: ((uploadIds: readonly string[]) => void) | undefined;
}

/** Tells the host what changed: after it changed, and not when nothing did. */
export function useReports(store: SafeUploadStore, reports: ListReports): void {
  const latest = useRef(reports);
  latest.current = reports;
  useEffect(() => {
    let ids = store.getSnapshot().uploadIds.join();
    return store.subscribe(() => {
      const snapshot = store.getSnapshot();
      latest.current.onChange?.(snapshot);
      if (snapshot.uploadIds.join() === ids) return;
      ids = snapshot.uploadIds.join();
      latest.current.onUploadsChange?.(snapshot.uploadIds);
    });
  }, [store]);
}
