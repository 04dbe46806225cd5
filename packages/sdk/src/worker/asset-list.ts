import { borderOf, SafeUploadError, sdkVersion } from '@safeupload/sdk/core';

/** The list `safeupload-assets` writes beside the files it copied: what is there, how long, which bytes. */
export interface AssetList {
  readonly v: 1;
  /** Version of the SDK whose files these are. */
  readonly sdk: string;
  /** By path in the folder, for instance `mobilenet-v2/model.onnx`. */
  readonly files: Readonly<Record<string, AssetFile>>;
}

/** One file of the assets folder. */
export interface AssetFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** Name of the list in the assets folder. */
export const assetListName = 'assets.json';

/** Name of ONNX Runtime's engine in the assets folder. */
export const wasmName = 'ort-wasm-simd-threaded.wasm';

/** Largest file a list may name, so that a wrong list cannot make a device fetch without end. */
const mostFileBytes = 200_000_000;

const border = borderOf('assets-missing', 'list of assets');

/** The list in a parsed JSON value. Throws `assets-missing` where it is none, `assets-outdated` where another SDK wrote it. */
export function parseAssetList(value: unknown): AssetList {
  const root = border.object(value, 'assets', ['v', 'sdk', 'files']);
  const sdk = border.text(root.sdk, 'assets.sdk', 64);
  if (sdk !== sdkVersion) {
    throw new SafeUploadError(
      'assets-outdated',
      `The assets folder is of another version of the SDK: expected ${sdkVersion}, got ${sdk}. Run "npx safeupload-assets" again and publish the folder with the page.`,
      { details: { expected: sdkVersion, got: sdk } },
    );
  }
  border.integer(root.v, 'assets.v', 1, 1);
  const files = border.entries(root.files, 'assets.files', 100, (item, path) => {
    const file = border.object(item, path, ['bytes', 'sha256']);
    return {
      bytes: border.integer(file.bytes, `${path}.bytes`, 1, mostFileBytes),
      sha256: border.digest(file.sha256, `${path}.sha256`),
    };
  });
  return { v: 1, sdk, files };
}
