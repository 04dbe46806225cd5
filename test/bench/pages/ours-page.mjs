// @ts-check
import { createScreener } from '@safeupload/sdk';

/** @type {import('@safeupload/sdk').Screener | undefined} */
let screener;

Object.assign(globalThis, {
  prepare: (/** @type {string} */ assets) => {
    screener ??= createScreener({ assets });
  },
  classify: async (/** @type {Blob} */ file, /** @type {import('@safeupload/sdk/core').DevicePolicy} */ policy) => {
    if (screener === undefined) throw new Error('prepare() first');
    const { verdict, timings, bytes } = await screener.screen(file, { policy });
    return { action: verdict.action, timings, bytes: bytes.length };
  },
});
