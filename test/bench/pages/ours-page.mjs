// @ts-check
import { createScreener } from '@safeupload/sdk';

/** @type {import('@safeupload/sdk').Screener | undefined} */
let screener;
/** @type {Worker | undefined} */
let worker;

Object.assign(globalThis, {
  /** @param {string} assets @param {string} [workerAddress] another start of the same worker */
  prepare: (assets, workerAddress) => {
    screener ??= createScreener({
      assets,
      ...(workerAddress === undefined
        ? {}
        : {
            worker: () => {
              worker = new Worker(workerAddress, { type: 'module' });
              return worker;
            },
          }),
    });
  },
  classify: async (/** @type {Blob} */ file, /** @type {import('@safeupload/sdk/core').DevicePolicy} */ policy) => {
    if (screener === undefined) throw new Error('prepare() first');
    const { verdict, timings, bytes, preparation, evidence } = await screener.screen(file, { policy });
    // Otherwise something else was timed than what the lane says.
    if (preparation !== policy.preparation || evidence.models.length === 0)
      throw new Error(`Expected ${policy.preparation} and scores, got ${preparation} and ${evidence.gaps.join()}.`);
    return { action: verdict.action, timings, bytes: bytes.length };
  },
  /** The browser's decoder alone, in the worker in which ours runs; ms. @param {Blob} file @returns {Promise<number>} */
  decodeAlone: (file) =>
    new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      if (worker === undefined) reject(new Error('Screen something first, with a worker address.'));
      worker?.postMessage({ type: 'bench-decode', file, port: port2 }, [port2]);
    }),
});
