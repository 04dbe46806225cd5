import { forgetBreakerEvents } from '../breaker/forget-events.js';
import { forgetFullBuckets } from '../buckets/forget-full-buckets.js';
import { returnFromCurtain } from '../curtain/return-from-curtain.js';
import { forgetFingerprints } from '../likeness/forget-fingerprints.js';
import type { Services } from '../services.js';
import { acceptStanding } from './accept-standing.js';
import { deleteLooseBlobs } from './delete-loose-blobs.js';
import { expireUnattached } from './expire-unattached.js';
import { finishHeld } from './finish-held.js';
import { forgetPictures } from './forget-pictures.js';
import { forgetRecords } from './forget-records.js';
import { forgetStale } from './forget-stale.js';

/**
 * Everything that goes by time, a table of contents. A legal hold comes before all of it. The signal ends the screening early.
 * Safe to call at any time, also twice at once. Bounded: what is left waits for the next call. Throws what the first step
 * that failed threw; events are delivered all the same.
 */
export async function reap(services: Services, signal: AbortSignal): Promise<void> {
  services.courier.wake();
  try {
    // What a curtain hid that is over.
    await returnFromCurtain(services, signal);
    // Screening that could not be finished is tried again, before its bytes may go.
    await finishHeld(services, signal);
    // What nobody attached.
    await expireUnattached(services);
    // What stood in a post for a week counts for its account.
    await acceptStanding(services);
    // Bytes as received, and all of what is over.
    await forgetPictures(services);
    // Who sent what from where.
    await forgetRecords(services);
    // Tickets, stored answers, events; signals, notices, refused prechecks.
    await forgetStale(services);
    await forgetFingerprints(services);
    await forgetBreakerEvents(services);
    await forgetFullBuckets(services);
    // Blobs that no row refers to.
    await deleteLooseBlobs(services);
  } finally {
    await services.courier.deliver();
  }
}
