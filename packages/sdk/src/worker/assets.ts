import { digestOf, fromUtf8, SafeUploadError } from '@safeupload/sdk/core';
import { type AssetCache, assetCacheOf } from './asset-cache.js';
import { type AssetFile, type AssetList, assetListName, parseAssetList } from './asset-list.js';
import { download } from './download.js';

/** The application's assets folder, as verified bytes. */
export interface Assets {
  /** The list of the folder, fetched once. Throws `assets-missing`, `assets-outdated`. */
  list(): Promise<AssetList>;
  /**
   * The bytes of a file of the folder, verified against the list: from the cache, else over the network. `onBytes` is
   * told how many more bytes are there. Throws `assets-missing`, `asset-digest-mismatch`.
   */
  read(path: string, onBytes?: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>>;
}

/** The {@link Assets} under an absolute address that ends in a slash. Nothing is fetched before it is asked for. */
export function assetsAt(address: string): Assets {
  const cache = assetCacheOf(address);
  let listed: Promise<AssetList> | undefined;

  const list = (): Promise<AssetList> => {
    listed ??= fetchList(address).then((fetched) => {
      void cache.keepOnly(new Set(Object.values(fetched.files).map((file) => file.sha256)));
      return fetched;
    });
    // A failed fetch may be asked for again.
    listed.catch(() => {
      listed = undefined;
    });
    return listed;
  };

  return {
    list,
    async read(path, onBytes = () => undefined) {
      const { files } = await list();
      if (!Object.hasOwn(files, path)) {
        throw new SafeUploadError(
          'assets-missing',
          `The assets folder has no ${path}: expected one of ${Object.keys(files).join(', ')}. Run "npx safeupload-assets" again.`,
          { details: { path } },
        );
      }
      const file = files[path];
      const kept = await fromCache(cache, file);
      if (kept !== null) {
        onBytes(kept.length);
        return kept;
      }
      const bytes = await fromNetwork(address, path, file, onBytes);
      // Nobody waits for the disk.
      void cache.put(file.sha256, bytes);
      return bytes;
    },
  };
}

async function fetchList(address: string): Promise<AssetList> {
  const bytes = await download(`${address}${assetListName}`, { mostBytes: 100_000, cache: 'no-cache' });
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

async function fromCache(cache: AssetCache, file: AssetFile): Promise<Uint8Array<ArrayBuffer> | null> {
  const kept = await cache.get(file.sha256);
  if (kept === null || (await digestOf(kept)) === file.sha256) return kept;
  await cache.delete(file.sha256);
  return null;
}

async function fromNetwork(
  address: string,
  path: string,
  file: AssetFile,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  let told = 0;
  let got = '';
  // The digest in the address keeps an HTTP cache from giving an older version's file; where one does it all the same,
  // it is passed by once.
  for (const mode of ['default', 'reload'] as const) {
    const bytes = await download(`${address}${path}?sha256=${file.sha256.slice(0, 16)}`, {
      expectedBytes: file.bytes,
      mostBytes: file.bytes,
      cache: mode,
      onBytes: (more) => {
        const fresh = Math.max(0, Math.min(more, file.bytes - told));
        told += fresh;
        onBytes(fresh);
      },
    });
    got = await digestOf(bytes);
    if (got === file.sha256) return bytes;
  }
  throw new SafeUploadError(
    'asset-digest-mismatch',
    `${path} is not the file that ${assetListName} lists: expected SHA-256 ${file.sha256}, got ${got}. Publish the whole assets folder at once, and no proxy may change it.`,
    { details: { path, expected: file.sha256, got } },
  );
}
