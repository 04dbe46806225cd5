import { SafeUploadError, sdkVersion } from '@safeupload/sdk/core';

/** What a page under `require-trusted-types-for 'script'` gives; older type libraries do not know it. */
interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

let trustedWorkerAddress: ((address: string) => string) | undefined;

/** Name of the worker's script in the assets folder. */
const workerName = 'worker.js';

/**
 * Starts `worker.js` of an assets folder. A missing file, or a policy that forbids it, shows later, as events: see
 * `openConnection`. Throws `worker-unsupported`, `worker-blocked-by-csp` (Trusted Types), `options-invalid` (a folder of
 * another origin, which no browser starts a worker from).
 */
export function spawnWorker(assets: string): Worker {
  if (typeof Worker !== 'function' || typeof OffscreenCanvas !== 'function') {
    throw new SafeUploadError(
      'worker-unsupported',
      'This browser cannot look at pictures on the device (no workers with a canvas; Safari has them since 16.4). The server looks instead.',
    );
  }
  // The version keeps an HTTP cache from giving yesterday's worker to today's page.
  const address = `${assets}${workerName}?sdk=${sdkVersion}`;
  // Not `location.origin`, which in a frame made by `srcdoc` is not the origin the frame has.
  if (new URL(address).origin !== globalThis.origin) {
    throw new SafeUploadError(
      'options-invalid',
      `Workers only start from the page's own origin: expected assets on ${globalThis.origin}, got ${assets}.`,
    );
  }
  try {
    return new Worker(trusted(address), { type: 'module', name: 'safeupload' });
  } catch (thrown) {
    throw new SafeUploadError(
      'worker-blocked-by-csp',
      `The page's Content Security Policy does not let ${address} start. Allow "worker-src 'self'", and "trusted-types safeupload" where trusted types are required.`,
      { cause: thrown },
    );
  }
}

/** The address as the policy `safeupload` vouches for it: a script of the page's own origin, and no other. */
function trusted(address: string): string {
  const policies: TrustedTypePolicies | undefined = Reflect.get(globalThis, 'trustedTypes');
  if (policies === undefined) return address;
  if (trustedWorkerAddress === undefined) {
    try {
      const policy = policies.createPolicy('safeupload', {
        createScriptURL(wanted) {
          const url = new URL(wanted, document.baseURI);
          if (url.origin === globalThis.origin && url.pathname.endsWith(`/${workerName}`)) return wanted;
          throw new TypeError(`Not the worker of SafeUpload: ${wanted}`);
        },
      });
      trustedWorkerAddress = (wanted) => policy.createScriptURL(wanted);
    } catch {
      // The page's policy names other policies only, or a second copy of this module made it already. Where trusted
      // types are not required the plain address works; where they are, the constructor throws.
      trustedWorkerAddress = (wanted) => wanted;
    }
  }
  return trustedWorkerAddress(address);
}
