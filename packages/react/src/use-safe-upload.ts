'use client';

import type { SafeUploadStore, Snapshot } from '@safeupload/sdk';
import { useSnapshot } from './use-item.js';
import { type StoreOptions, useStore } from './use-store.js';

/** What {@link useSafeUpload} needs. */
export type UseSafeUploadOptions = StoreOptions;

/** The list and what can be done with it. */
export interface UseSafeUpload
  extends Snapshot,
    Pick<SafeUploadStore, 'add' | 'retry' | 'cancel' | 'remove' | 'clear' | 'choose' | 'appeal' | 'touch' | 'forget'> {
  /** The store itself, e.g. for `<SafeUpload store={…}/>`. The same object for the same options. */
  readonly store: SafeUploadStore;
}

/**
 * A store bound to the component: made with it, disposed after it, safe under StrictMode. Returns the list as it is and
 * the store's functions, which may be called from any handler.
 */
export function useSafeUpload(options: UseSafeUploadOptions): UseSafeUpload {
  const store = useStore(options);
  const { add, retry, cancel, remove, clear, choose, appeal, touch, forget } = store;
  return { ...useSnapshot(store), store, add, retry, cancel, remove, clear, choose, appeal, touch, forget };
}
