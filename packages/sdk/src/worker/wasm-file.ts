declare const __SAFEUPLOAD_WASM_SHA256__: string;
declare const __SAFEUPLOAD_WASM_BYTES__: number;

/**
 * The WebAssembly that belongs to the glue code in this script, written in when the worker is bundled: its bytes can be
 * asked for and judged before the list of assets is there.
 */
export const wasmFile: { readonly bytes: number; readonly sha256: string } = {
  bytes: __SAFEUPLOAD_WASM_BYTES__,
  sha256: __SAFEUPLOAD_WASM_SHA256__,
};
