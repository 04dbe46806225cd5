// The engine comes over the network in pieces, is compiled meanwhile, and runs only if all of it is what was expected.
import { createScreener, type Screener } from '@safeupload/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { rejectionOf } from '../support/rejection-of.js';
import { answering, wrappedWorker } from '../support/wrapped-worker.js';

const made: Screener[] = [];
afterEach(() => {
  for (const screener of made.splice(0)) screener.dispose();
});

const file = await paintedFile(200, 150, 'image/jpeg');

/** Source text that tells in a broadcast what the worker does with WebAssembly and what it fetches, and goes on with it. */
const telling = `const heard = new BroadcastChannel('engine');
const told = (what, real) => function (...rest) { heard.postMessage(what); return real.apply(this, rest); };
if (WebAssembly.compileStreaming) WebAssembly.compileStreaming = told('compileStreaming', WebAssembly.compileStreaming);
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = function (source, ...rest) {
  heard.postMessage(source instanceof WebAssembly.Module ? 'instantiate module' : 'instantiate ' + source.byteLength);
  return instantiate.call(this, source, ...rest);
};
const before = self.fetch;
self.fetch = (address, options) => { heard.postMessage('fetch ' + new URL(address).pathname.split('/').at(-1)); return before(address, options); };
Object.defineProperty(self, 'caches', { value: undefined });
const say = self.postMessage.bind(self);
self.postMessage = (message, ...rest) => {
  say(message, ...rest);
  if (message.type === 'screened' || message.type === 'failed') heard.postMessage('over');
};
`;

/** What a worker with this before it does, and what became of the picture: a verdict's action or an error's code. */
async function told(before: string, signal?: AbortSignal): Promise<{ steps: string[]; came: string }> {
  const steps: string[] = [];
  const channel = new BroadcastChannel('engine');
  // A broadcast takes another way than the answer and may come after it; its own order it keeps.
  const over = new Promise<void>((resolve) => {
    channel.onmessage = ({ data }) => {
      if (data === 'over') resolve();
      else steps.push(String(data));
    };
  });
  const screener = createScreener({ assets: '/safe-upload/', worker: wrappedWorker(telling + before) });
  made.push(screener);
  const screened = screener.screen(file, signal === undefined ? {} : { signal });
  const came = await screened.then(
    ({ verdict }) => verdict.action,
    async () => (await rejectionOf(screened)).code,
  );
  await over;
  channel.close();
  return { steps, came };
}

const engineBytes = 14_000_000;
const isOfEngine = (step: string): boolean =>
  step === 'instantiate module' || (step.startsWith('instantiate ') && Number(step.slice(12)) > engineBytes);

/** Source text: the engine's bytes as \`change\`, source text too, leaves them, in pieces of 1 MB. */
const engineWith = (change: string): string =>
  answering(
    '.wasm',
    `(async () => {
      const bytes = new Uint8Array(await (await real(address, options)).arrayBuffer());
      ${change};
      let at = 0;
      return new Response(new ReadableStream({
        pull(stream) {
          if (at >= bytes.length) return stream.close();
          stream.enqueue(bytes.slice(at, at + 1_000_000));
          at += 1_000_000;
        },
      }), { headers: { 'content-type': 'application/octet-stream' } });
    })()`,
  );

describe('the engine', () => {
  it('is compiled while it arrives, whatever media type the host gives it, and asked for before anything else', async () => {
    const { steps, came } = await told(engineWith(''));
    expect(came).toBe('allow');
    expect(steps).toContain('compileStreaming');
    expect(steps.filter(isOfEngine)).toEqual(['instantiate module']);
    const fetched = steps.filter((step) => step.startsWith('fetch '));
    // The list is asked for beside it; nothing of the model before either.
    expect(fetched.slice(0, 2).toSorted()).toEqual(['fetch assets.json', 'fetch ort-wasm-simd-threaded.wasm']);
    expect(fetched.filter((step) => step.endsWith('.wasm'))).toHaveLength(1);
    expect(steps.indexOf('fetch model.onnx')).toBeGreaterThan(steps.indexOf('compileStreaming'));
  });

  it.each([
    ['in its header', 'bytes[3] ^= 1'],
    ['in its code', 'bytes[7_000_000] ^= 1'],
    // Of the module's data: it is a valid module still, and compiles.
    ['at its end', 'bytes[bytes.length - 1] ^= 1'],
  ])('with one changed byte %s never runs', async (_where, change) => {
    const { steps, came } = await told(engineWith(change));
    expect(came).toBe('asset-digest-mismatch');
    expect(steps.filter(isOfEngine)).toEqual([]);
    // Once more past the caches, and then no more.
    expect(steps.filter((step) => step === 'fetch ort-wasm-simd-threaded.wasm')).toHaveLength(2);
  });

  it('never runs where the list names another', async () => {
    const { steps, came } = await told(
      answering(
        'assets.json',
        `(async () => {
          const list = await (await real(address, options)).json();
          list.files['ort-wasm-simd-threaded.wasm'].sha256 = 'a'.repeat(64);
          return Response.json(list);
        })()`,
      ),
    );
    expect(came).toBe('asset-digest-mismatch');
    expect(steps.filter(isOfEngine)).toEqual([]);
  });

  it('is compiled from its bytes where the browser cannot compile while it reads', async () => {
    const { steps, came } = await told('delete WebAssembly.compileStreaming;');
    expect(came).toBe('allow');
    expect(steps).not.toContain('compileStreaming');
    expect(steps.filter(isOfEngine)).toHaveLength(1);
  });

  it('is compiled from its bytes where the browser refuses to compile while it reads', async () => {
    const { steps, came } = await told(
      `WebAssembly.compileStreaming = () => Promise.reject(new TypeError('not here'));`,
    );
    expect(came).toBe('allow');
    expect(steps.filter(isOfEngine)).toHaveLength(1);
  });

  it('leaves WebAssembly.instantiate as it was', async () => {
    const { steps, came } = await told(
      `const ours = WebAssembly.instantiate;
const post = self.postMessage.bind(self);
self.postMessage = (message, ...rest) => {
  if (message.type === 'screened') heard.postMessage('restored ' + (WebAssembly.instantiate === ours));
  post(message, ...rest);
};`,
    );
    expect(came).toBe('allow');
    expect(steps).toContain('restored true');
  });

  it('lets a picture be stopped in the middle of it', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 1_500);
    const { steps, came } = await told(answering('.wasm', 'new Response(new ReadableStream({}))'), abort.signal);
    expect(came).toBe('aborted');
    expect(steps.filter(isOfEngine)).toEqual([]);
  });

  it('is not waited for without end', { timeout: 60_000 }, async () => {
    const startedAt = performance.now();
    const { steps, came } = await told(
      answering(
        '.wasm',
        'new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1000)) }))',
      ),
    );
    expect(came).toBe('assets-missing');
    expect(performance.now() - startedAt).toBeGreaterThan(15_000);
    expect(steps.filter(isOfEngine)).toEqual([]);
  });

  it('is not fetched to the end where pixels cannot be believed', async () => {
    const { steps, came } = await told(
      `${answering('.wasm', `(options.signal.onabort = () => heard.postMessage('stopped'), new Response(new ReadableStream({})))`)}
const getImageData = OffscreenCanvasRenderingContext2D.prototype.getImageData;
OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...rest) {
  const read = getImageData.apply(this, rest);
  read.data[0] ^= 1;
  return read;
};`,
    );
    expect(came).toBe('allow');
    expect(steps).toContain('stopped');
    expect(steps.filter(isOfEngine)).toEqual([]);
  });
});
