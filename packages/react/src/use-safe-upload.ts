'use client';

import type { SafeUploadStore, Snapshot } from '@safeupload/sdk';
import { type PropGetters, propGettersOf } from './prop-getters.js';
import { useSnapshot } from './use-item.js';
import { useKeptFocus } from './use-kept-focus.js';
import { type StoreOptions, useStore } from './use-store.js';
import { type PickOptions, type Uploader, useUploader } from './use-uploader.js';

/** What {@link useSafeUpload} needs. */
export type UseSafeUploadOptions = StoreOptions & Omit<PickOptions, 'accept'>;

/** The list, what can be done with it, and attributes for elements that do it. */
export interface UseSafeUpload
  extends Snapshot,
    PropGetters,
    Omit<SafeUploadStore, 'subscribe' | 'getSnapshot' | 'getServerSnapshot' | 'dispose'>,
    Pick<Uploader, 'dragging' | 'left'> {
  /** The store itself, e.g. for `<SafeUpload store={…}/>`. The same object for the same options. */
  readonly store: SafeUploadStore;
}

/**
 * A store bound to the component: made with it, disposed after it, safe under StrictMode. Returns the list as it is, the
 * store's functions, which may be called from any handler, and prop getters. Re-renders on every change of the list: rows
 * that use `useItem` instead can be drawn one by one, see docs/react.md.
 */
export function useSafeUpload(options: UseSafeUploadOptions): UseSafeUpload {
  const store = useStore(options);
  const snapshot = useSnapshot(store);
  const uploader = useUploader(store, options);
  const { dragging, left } = uploader;
  const focus = useKeptFocus(uploader.root);
  return {
    ...store,
    ...snapshot,
    ...propGettersOf(uploader, focus, snapshot.items.length === 0),
    dragging,
    left,
    store,
  };
}
