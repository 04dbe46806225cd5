import type { Services } from '../services.js';
import { deleteLooseBlobs } from './delete-loose-blobs.js';
import { expireUnattached } from './expire-unattached.js';
import { finishHeld } from './finish-held.js';
import { forgetOriginals } from './forget-originals.js';
import { forgetStale } from './forget-stale.js';

/**
 * Everything that goes by time: uploads nobody attached, originals, stale tickets, stored answers, deposits, loose blobs;
 * and another try for screening that could not be finished and events that could not be delivered. The signal ends the
 * screening early. Safe to call at any time, also twice at once. Bounded: what is
 * left waits for the next call. Throws what the first step that failed threw; events are delivered all the same.
 */
export async function reap(services: Services, signal: AbortSignal): Promise<void> {
  services.courier.wake();
  try {
    await finishHeld(services, signal);
    await expireUnattached(services);
    await forgetOriginals(services);
    await forgetStale(services);
    await deleteLooseBlobs(services);
  } finally {
    await services.courier.deliver();
  }
}
