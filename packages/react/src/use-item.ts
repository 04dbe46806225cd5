'use client';

import type { Item, SafeUploadStore, Snapshot } from '@safeupload/sdk';
import { useSyncExternalStore } from 'react';

/** The list of a store, re-rendering on every change. */
export function useSnapshot(store: SafeUploadStore): Snapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
}

/**
 * What `select` makes of the list, re-rendering only when that is another value: it must give a plain value, or an object
 * of the snapshot itself.
 */
export function useSelected<T>(store: SafeUploadStore, select: (snapshot: Snapshot) => T): T {
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getSnapshot()),
    () => select(store.getServerSnapshot()),
  );
}

/** Items by id, made once for all rows of a snapshot. */
const itemsOf = new WeakMap<Snapshot, ReadonlyMap<string, Item>>();

/** One item of a snapshot; undefined where it is gone. */
export function itemIn(snapshot: Snapshot, id: string): Item | undefined {
  let items = itemsOf.get(snapshot);
  if (items === undefined) {
    items = new Map(snapshot.items.map((item) => [item.id, item]));
    itemsOf.set(snapshot, items);
  }
  return items.get(id);
}

/** One row: re-renders when this item changes and at no other time. Undefined once it is gone. */
export function useItem(store: SafeUploadStore, id: string): Item | undefined {
  return useSelected(store, (snapshot) => itemIn(snapshot, id));
}
