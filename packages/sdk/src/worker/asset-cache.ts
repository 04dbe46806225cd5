import { within } from './time-limit.js';

/** How long the storage may take, in ms; a broken profile can leave it pending for ever. */
const storageMs = 5_000;

/** Name of the Cache Storage in which verified assets are kept, by digest. */
export const assetCacheName = 'safeupload-assets-v1';

/** Bytes by digest that outlive the page. Every failure is a miss: private windows have no storage, disks are full. */
export interface AssetCache {
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  delete(sha256: string): Promise<void>;
  /** Forgets what is not listed: models and engines of earlier versions. */
  keepOnly(sha256s: ReadonlySet<string>): Promise<void>;
}

/** The {@link AssetCache} of this origin. The addresses under which it keeps are of the folder and are never fetched. */
export function assetCacheOf(assets: string): AssetCache {
  const addressOf = (sha256: string): string => `${assets}by-digest/${sha256}`;
  const attempt = async <T>(use: (cache: Cache) => Promise<T>, otherwise: T): Promise<T> => {
    try {
      if (typeof caches === 'undefined') return otherwise;
      return await within(caches.open(assetCacheName).then(use), {
        limitMs: storageMs,
        code: 'read-failed',
        message: 'The cache did not answer.',
      });
    } catch {
      return otherwise;
    }
  };
  return {
    get: (sha256) =>
      attempt<Uint8Array<ArrayBuffer> | null>(async (cache) => {
        const kept = await cache.match(addressOf(sha256));
        return kept === undefined ? null : new Uint8Array(await kept.arrayBuffer());
      }, null),
    put: (sha256, bytes) => attempt(async (cache) => cache.put(addressOf(sha256), new Response(bytes)), undefined),
    delete: (sha256) => attempt(async (cache) => void (await cache.delete(addressOf(sha256))), undefined),
    keepOnly: (sha256s) =>
      attempt(async (cache) => {
        for (const request of await cache.keys()) {
          const sha256 = request.url.slice(request.url.lastIndexOf('/') + 1);
          // Another application of this origin may keep its own folder here.
          if (request.url.startsWith(addressOf('')) && !sha256s.has(sha256)) await cache.delete(request);
        }
      }, undefined),
  };
}
