'use client';

import {
  createSafeUpload,
  createScreener,
  type SafeUploadOptions,
  type SafeUploadStore,
  type Screener,
} from '@safeupload/sdk';
import { useEffect, useRef } from 'react';
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
 * What makes a store. A change of screener, assets, endpoint, context or account makes another one; the rest is read when
 * a store is made, `headers` whenever a request is.
 */
export type StoreOptions = Omit<SafeUploadOptions, 'screener'> & ScreenerSource;

/**
 * A store bound to the component: made with it, disposed after it, safe under StrictMode. With `restore`, what was kept of
 * its list comes back when it is mounted. Re-renders nothing.
 */
export function useStore(options: StoreOptions): SafeUploadStore {
  const latest = useRef(options);
  latest.current = options;
  const source = 'screener' in options ? options.screener : options.assets;

  const owned = useDisposable<{ screener: Screener; dispose(): void }>(() => {
    if ('screener' in options) return { screener: options.screener, dispose() {} };
    const { assets, worker } = options;
    const screener = createScreener({ assets, ...(worker === undefined ? {} : { worker }) });
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

  const restored = useRef<SafeUploadStore | null>(null);
  useEffect(() => {
    // Once for each store, also where StrictMode runs effects twice. Without the option it does nothing.
    if (restored.current !== store) void store.restore();
    restored.current = store;
  }, [store]);
  return store;
}
