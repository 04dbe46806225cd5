declare const __SAFEUPLOAD_WASM_SHA256__: string;

/** SHA-256 of the WebAssembly that belongs to the glue code in this script; written in when the worker is bundled. */
export const wasmSha256: string = __SAFEUPLOAD_WASM_SHA256__;
