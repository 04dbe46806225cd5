import { SafeUploadError } from '@safeupload/sdk/core';
import { wasmName } from './asset-list.js';
import type { Assets } from './assets.js';
import { type ArrivingModule, compileArriving } from './compile-arriving.js';
import { wasmFile } from './wasm-file.js';

/**
 * ONNX Runtime's engine, verified: compiled while it arrived where the browser can, as bytes elsewhere. It does not wait
 * for the list, because this script knows the digest of the one engine its glue code fits; the list must agree in the
 * end. Nothing is instantiated before both are checked. Throws `assets-missing`, `asset-digest-mismatch`.
 */
export async function readEngine(
  assets: Assets,
  onBytes: (bytes: number) => void,
): Promise<WebAssembly.Module | Uint8Array<ArrayBuffer>> {
  const attempt: { latest: ArrivingModule | null } = { latest: null };
  try {
    const reading = assets.readKnown(wasmName, wasmFile, {
      onBytes,
      onAttempt: () => {
        attempt.latest?.discard();
        attempt.latest = compileArriving();
        return (chunk) => attempt.latest?.add(chunk);
      },
    });
    const [bytes] = await Promise.all([reading, requireListed(assets)]);
    return (await attempt.latest?.finish()) ?? bytes;
  } finally {
    // After finish() there is nothing left to throw away.
    attempt.latest?.discard();
  }
}

/** The glue code in this script and the engine are one build; any other pair fails in strange ways. */
async function requireListed(assets: Assets): Promise<void> {
  const { files } = await assets.list();
  const got = Object.hasOwn(files, wasmName) ? files[wasmName].sha256 : 'none';
  if (got === wasmFile.sha256) return;
  throw new SafeUploadError(
    got === 'none' ? 'assets-missing' : 'asset-digest-mismatch',
    `${wasmName} in the assets folder is not the engine this SDK was built with: expected SHA-256 ${wasmFile.sha256}, got ${got}. Install onnxruntime-web as @safeupload/sdk asks for it and run "npx safeupload-assets" again.`,
    { details: { path: wasmName, expected: wasmFile.sha256, got } },
  );
}
