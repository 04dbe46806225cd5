import { digestOf, fromUtf8, SafeUploadError } from '@safeupload/sdk/core';
import { type AssetCache, assetCacheOf } from './asset-cache.js';
import { type AssetFile, type AssetList, assetListName, parseAssetList } from './asset-list.js';
import { download } from './download.js';

/** Who wants to see a file arrive. Nothing that is shown has been verified yet. */
export interface Arrival {
  /** Called where the cache has no such file; nothing is asked for over the network before it resolves. */
  readonly turn?: () => Promise<void>;
  /** Told how many more bytes are there; over all attempts never more than the file has. */
  readonly onBytes?: (bytes: number) => void;
  /** Called when the bytes begin to come, and again where they must come anew; what it returns is shown each piece. */
  readonly onAttempt?: () => (chunk: Uint8Array<ArrayBuffer>) => void;
}

/** The application's assets folder, as verified bytes. */
export interface Assets {
  /** The list of the folder, fetched once. Throws `assets-missing`, `assets-outdated`. */
  list(): Promise<AssetList>;
  /**
   * The bytes of a file of the folder, verified against the list: from the cache, else over the network. Throws
   * `assets-missing`, `asset-digest-mismatch`.
   */
  read(path: string, arrival?: Arrival): Promise<Uint8Array<ArrayBuffer>>;
  /** The same of a file whose digest the caller knows, so that it need not wait for the list. */
  readKnown(path: string, file: AssetFile, arrival?: Arrival): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * The {@link Assets} under an absolute address that ends in a slash. Nothing is fetched before it is asked for, and what
 * is on its way when the signal fires is stopped.
 */
export function assetsAt(address: string, signal?: AbortSignal): Assets {
  const cache = assetCacheOf(address);
  let listed: Promise<AssetList> | undefined;

  const list = (): Promise<AssetList> => {
    listed ??= fetchList(address, signal).then((fetched) => {
      void cache.keepOnly(new Set(Object.values(fetched.files).map((file) => file.sha256)));
      return fetched;
    });
    // A failed fetch may be asked for again.
    listed.catch(() => {
      listed = undefined;
    });
    return listed;
  };

  const readKnown: Assets['readKnown'] = async (path, file, arrival = {}) => {
    const kept = await fromCache(cache, file, arrival);
    if (kept !== null) return kept;
    await arrival.turn?.();
    const bytes = await fromNetwork(address, path, file, arrival, signal);
    // Nobody waits for the disk.
    void cache.put(file.sha256, bytes);
    return bytes;
  };

  return {
    list,
    readKnown,
    async read(path, arrival) {
      const { files } = await list();
      if (!Object.hasOwn(files, path)) {
        throw new SafeUploadError(
          'assets-missing',
          `The assets folder has no ${path}: expected one of ${Object.keys(files).join(', ')}. Run "npx safeupload-assets" again.`,
          { details: { path } },
        );
      }
      return readKnown(path, files[path], arrival);
    },
  };
}

async function fetchList(address: string, signal: AbortSignal | undefined): Promise<AssetList> {
  const bytes = await download(`${address}${assetListName}`, { mostBytes: 100_000, cache: 'no-cache', signal });
  const text = fromUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new SafeUploadError(
      'assets-missing',
      `${address}${assetListName} is not the list of assets (a page that answers every address?). Run "npx safeupload-assets" and publish its folder there.`,
    );
  }
  return parseAssetList(value);
}

async function fromCache(
  cache: AssetCache,
  file: AssetFile,
  { onBytes, onAttempt }: Arrival,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const kept = await cache.get(file.sha256);
  if (kept === null) return null;
  onAttempt?.()(kept);
  if ((await digestOf(kept)) === file.sha256) {
    onBytes?.(kept.length);
    return kept;
  }
  await cache.delete(file.sha256);
  return null;
}

async function fromNetwork(
  address: string,
  path: string,
  file: AssetFile,
  { onBytes, onAttempt }: Arrival,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  let told = 0;
  let got = '';
  // The digest in the address keeps an HTTP cache from giving an older version's file; where one does it all the same,
  // it is passed by once.
  for (const mode of ['default', 'reload'] as const) {
    const show = onAttempt?.();
    const bytes = await download(`${address}${path}?sha256=${file.sha256.slice(0, 16)}`, {
      expectedBytes: file.bytes,
      mostBytes: file.bytes,
      cache: mode,
      signal,
      onChunk: (chunk) => {
        show?.(chunk);
        const fresh = Math.max(0, Math.min(chunk.length, file.bytes - told));
        told += fresh;
        onBytes?.(fresh);
      },
    });
    got = await digestOf(bytes);
    if (got === file.sha256) return bytes;
  }
  throw new SafeUploadError(
    'asset-digest-mismatch',
    `${path} is not the file that was expected: expected SHA-256 ${file.sha256}, got ${got}. Publish the whole assets folder at once, and no proxy may change it.`,
    { details: { path, expected: file.sha256, got } },
  );
}
