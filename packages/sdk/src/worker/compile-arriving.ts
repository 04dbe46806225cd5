import { within } from './time-limit.js';

/** How long compiling may take after the last byte has arrived, in ms: 0.1 s here, some seconds on an old phone. */
const finishMs = 60_000;

/** A WebAssembly module that is compiled while its bytes arrive. Compiling runs nothing of it. */
export interface ArrivingModule {
  add(chunk: Uint8Array<ArrayBuffer>): void;
  /** After the last byte: the module, or null where the browser would not compile it this way. */
  finish(): Promise<WebAssembly.Module | null>;
  /** Throws away what was compiled: the bytes stopped coming, or are not the ones that were expected. */
  discard(): void;
}

/**
 * Begins to compile, or null where the browser cannot compile while it reads (Safari before 15): there the bytes are
 * compiled when all are there, as ONNX Runtime does it.
 */
export function compileArriving(): ArrivingModule | null {
  if (typeof WebAssembly.compileStreaming !== 'function') return null;
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  let open = true;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (made) => {
      controller = made;
    },
    // The compiler refused what came so far.
    cancel: () => {
      open = false;
    },
  });
  // A response of our own: hosts that serve .wasm as application/octet-stream are no reason to compile later.
  const response = new Response(body, { headers: { 'content-type': 'application/wasm' } });
  const compiling = WebAssembly.compileStreaming(response).catch(() => null);
  return {
    add(chunk) {
      if (open) controller?.enqueue(chunk);
    },
    async finish() {
      if (!open) return null;
      open = false;
      controller?.close();
      const limit = { limitMs: finishMs, code: 'model-failed', message: 'The engine could not be compiled.' } as const;
      return within(compiling, limit).catch(() => null);
    },
    discard() {
      if (!open) return;
      open = false;
      controller?.error(new Error('Not the bytes that were expected.'));
    },
  };
}
