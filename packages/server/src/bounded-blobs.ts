import type { BlobStore } from './blobs.js';
import { withinTime } from './within-time.js';

/**
 * The store, with a time limit on each call: throws `network-failed` where one takes longer than `ms`. A write that comes
 * to its end after that is found by the reaper, as its key stands among the loose blobs.
 */
export function boundedBlobs(blobs: BlobStore, ms: number): BlobStore {
  return {
    put: (key, bytes) => withinTime(blobs.put(key, bytes), ms, `Writing the blob ${key}`),
    get: (key) => withinTime(blobs.get(key), ms, `Reading the blob ${key}`),
    delete: (key) => withinTime(blobs.delete(key), ms, `Deleting the blob ${key}`),
  };
}
