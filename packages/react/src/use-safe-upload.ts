'use client';

import {
  createSafeUpload,
  createScreener,
  type SafeUploadOptions,
  type SafeUploadStore,
  type Screener,
  type Snapshot,
} from '@safeupload/sdk';
import { useRef, useSyncExternalStore } from 'react';
import { useDisposable } from './use-disposable.js';

/** Where the screener comes from: the caller's own, or one made for the address of the assets. */
export type ScreenerSource =
  | {
      /** Made with `createScreener`, e.g. one for the whole application. It stays the caller's to dispose. */
      readonly screener: Screener;
    }
  | {
      /** Address of the folder that `safeupload-assets` filled, e.g. `/safe-upload`. */
      readonly assets: string;
      /** Starts the worker another way than from the assets; read once. */
      readonly worker?: () => Worker;
    };

/**
 * What {@link useSafeUpload} needs. A change of screener, assets, endpoint, context or account makes another store; the
 * rest is read when a store is made, `headers` whenever a request is.
 */
export type UseSafeUploadOptions = Omit<SafeUploadOptions, 'screener'> & ScreenerSource;

/** The list and what can be done with it. */
export interface UseSafeUpload
  extends Snapshot,
    Pick<SafeUploadStore, 'add' | 'retry' | 'cancel' | 'remove' | 'clear' | 'choose' | 'appeal' | 'touch' | 'forget'> {
  /** The store itself, e.g. for `<SafeUpload store={…}/>`. The same object for the same options. */
  readonly store: SafeUploadStore;
}

/** A screener that is made when it is first needed: a component that is mounted and never touched starts nothing. */
function lazyScreener(make: () => Screener): Screener {
  let made: Screener | null = null;
  const use = () => {
    made ??= make();
    return made;
  };
  return {
    screen: (file, options) => use().screen(file, options),
    prefetch: (options) => use().prefetch(options),
    get policy() {
      return use().policy;
    },
    dispose() {
      made?.dispose();
      made = null;
    },
  };
}

/** The list of a store, re-rendering on every change. */
export function useSnapshot(store: SafeUploadStore): Snapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
}

/**
 * A store bound to the component: made with it, disposed after it, safe under StrictMode. Returns the list as it is and
 * the store's functions, which may be called from any handler.
 */
export function useSafeUpload(options: UseSafeUploadOptions): UseSafeUpload {
  const latest = useRef(options);
  latest.current = options;
  const source = 'screener' in options ? options.screener : options.assets;

  const owned = useDisposable<{ screener: Screener; dispose(): void }>(() => {
    if ('screener' in options) return { screener: options.screener, dispose() {} };
    const { assets, worker } = options;
    const screener = lazyScreener(() => createScreener({ assets, ...(worker === undefined ? {} : { worker }) }));
    return { screener, dispose: screener.dispose };
  }, [source]);

  const store = useDisposable<SafeUploadStore>(
    () =>
      createSafeUpload({
        ...options,
        screener: owned.screener,
        headers: () => latest.current.headers?.() ?? {},
      }),
    [owned, options.endpoint, options.context, options.account],
  );

  const { add, retry, cancel, remove, clear, choose, appeal, touch, forget } = store;
  return { ...useSnapshot(store), store, add, retry, cancel, remove, clear, choose, appeal, touch, forget };
}
