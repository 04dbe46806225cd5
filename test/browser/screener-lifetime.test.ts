import { createScreener, type Screener, type ScreenerOptions } from '@safeupload/sdk';
import { sdkVersion } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { rejectionOf } from '../support/rejection-of.js';
import { answering, fakeWorker, greetingThen, wrappedWorker } from '../support/wrapped-worker.js';

const assets = '/safe-upload/';
const made: Screener[] = [];

function screenerWith(options: Partial<ScreenerOptions>): Screener {
  const screener = createScreener({ assets, ...options });
  made.push(screener);
  return screener;
}

afterEach(() => {
  for (const screener of made.splice(0)) screener.dispose();
});

const file = await paintedFile(200, 150, 'image/jpeg');
const large = await paintedFile(3000, 2000, 'image/jpeg');

/** The real worker, and how often one was started and ended. */
function counted(make = wrappedWorker('')): { worker: () => Worker; started: () => number; ended: () => number } {
  let started = 0;
  let ended = 0;
  return {
    worker: () => {
      started++;
      const worker = make();
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        ended++;
        terminate();
      };
      return worker;
    },
    started: () => started,
    ended: () => ended,
  };
}

describe('stopping', () => {
  it('rejects at once and leaves the worker working', async () => {
    const { worker, started, ended } = counted();
    // The machine that runs the tests may be busy with others.
    const screener = screenerWith({ worker, cancelMs: 20_000 });
    await screener.prefetch();
    const abort = new AbortController();
    const stopped = screener.screen(large, { signal: abort.signal });
    setTimeout(() => abort.abort(), 30);
    expect((await rejectionOf(stopped)).code).toBe('aborted');
    expect((await screener.screen(file)).verdict.action).toBe('allow');
    expect([started(), ended()]).toEqual([1, 0]);
  });

  it('takes a waiting picture out of the line', async () => {
    const screener = screenerWith({});
    const abort = new AbortController();
    const first = screener.screen(file);
    const second = screener.screen(large, { signal: abort.signal });
    const third = screener.screen(file);
    abort.abort();
    expect((await rejectionOf(second)).code).toBe('aborted');
    expect((await Promise.all([first, third])).map(({ verdict }) => verdict.action)).toEqual(['allow', 'allow']);
  });

  it('does nothing for a signal that has fired already', async () => {
    const { worker, started } = counted();
    const stopped = screenerWith({ worker }).screen(file, { signal: AbortSignal.abort() });
    expect((await rejectionOf(stopped)).code).toBe('aborted');
    expect(started()).toBe(0);
  });

  it('ends a worker that does not stop, and starts another', async () => {
    let deaf = true;
    const { worker, started, ended } = counted(() =>
      deaf ? fakeWorker(greetingThen(sdkVersion, 'for (;;) {}'))() : wrappedWorker('')(),
    );
    const screener = screenerWith({ worker });
    const abort = new AbortController();
    const stopped = screener.screen(file, { signal: abort.signal });
    const waiting = screener.screen(file);
    setTimeout(() => {
      deaf = false;
      abort.abort();
    }, 200);
    expect((await rejectionOf(stopped)).code).toBe('aborted');
    expect((await waiting).verdict.action).toBe('allow');
    expect([started(), ended()]).toEqual([2, 1]);
  });

  it('rejects what is pending when the screener is disposed of', async () => {
    const { worker, ended } = counted();
    const screener = screenerWith({ worker });
    const pending = [screener.screen(file), screener.screen(large)].map(rejectionOf);
    setTimeout(() => screener.dispose(), 50);
    expect((await Promise.all(pending)).map(({ code }) => code)).toEqual(['disposed', 'disposed']);
    expect((await rejectionOf(screener.screen(file))).code).toBe('disposed');
    await vi.waitFor(() => expect(ended()).toBe(1), 5_000);
  });
});

describe('one worker', () => {
  it('serves all screeners of one folder, and ends with the last', async () => {
    const { worker, started, ended } = counted();
    const [a, b] = [screenerWith({ worker }), screenerWith({ worker })];
    await Promise.all([a.screen(file), b.screen(file)]);
    expect(started()).toBe(1);
    a.dispose();
    a.dispose();
    expect((await b.screen(file)).verdict.action).toBe('allow');
    expect(ended()).toBe(0);
    b.dispose();
    expect([started(), ended()]).toEqual([1, 1]);
  });

  it('is not started before it is needed', async () => {
    const { worker, started } = counted();
    screenerWith({ worker });
    expect(started()).toBe(0);
  });

  it('takes turns between screeners', async () => {
    const { worker } = counted();
    const [many, one] = [screenerWith({ worker }), screenerWith({ worker })];
    const done: string[] = [];
    const all = ['many 1', 'many 2', 'many 3'].map((name) => many.screen(file).then(() => done.push(name)));
    all.push(one.screen(file).then(() => done.push('one')));
    await Promise.all(all);
    expect(done).toEqual(['many 1', 'many 2', 'one', 'many 3']);
  });

  it('is ended when idle and started again', async () => {
    const { worker, started, ended } = counted();
    const screener = screenerWith({ worker, idleMs: 150 });
    await screener.screen(file);
    await vi.waitFor(() => expect(ended()).toBe(1), 5_000);
    expect((await screener.screen(file)).verdict.action).toBe('allow');
    expect(started()).toBe(2);
  });

  it('is replaced after so many pictures', async () => {
    const { worker, started } = counted();
    const screener = screenerWith({ worker, picturesPerWorker: 2 });
    await Promise.all([1, 2, 3].map(() => screener.screen(file)));
    expect(started()).toBe(2);
  });

  it('is replaced after its engine broke', async () => {
    let broken = true;
    const noMemory = wrappedWorker(
      `WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };`,
    );
    const { worker, started, ended } = counted(() => (broken ? noMemory() : wrappedWorker('')()));
    const screener = screenerWith({ worker });
    expect((await rejectionOf(screener.screen(file))).code).toBe('out-of-memory');
    expect(ended()).toBe(1);
    broken = false;
    expect((await screener.screen(file)).verdict.action).toBe('allow');
    expect(started()).toBe(2);
  });
});

describe('fetching', () => {
  /** Says in a broadcast what the worker fetches, and passes it on. */
  const telling = `const channel = new BroadcastChannel('fetched');
const through = self.fetch;
self.fetch = (address, options) => { channel.postMessage(String(address)); return through(address, options); };
Object.defineProperty(self, 'caches', { value: undefined });`;

  async function fetchedDuring(work: () => Promise<unknown>): Promise<string[]> {
    const fetched: string[] = [];
    const channel = new BroadcastChannel('fetched');
    channel.onmessage = ({ data }) => fetched.push(new URL(String(data)).pathname);
    await work();
    channel.close();
    return fetched;
  }

  it('is of the own folder only, each file once, and the second model ahead of need', async () => {
    const screener = screenerWith({ worker: wrappedWorker(telling) });
    const fetched = await fetchedDuring(async () => {
      await screener.screen(file);
      await screener.screen(file);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    });
    expect(fetched.toSorted()).toEqual([
      '/safe-upload/assets.json',
      '/safe-upload/mobilenet-v2/manifest.json',
      '/safe-upload/mobilenet-v2/model.onnx',
      '/safe-upload/open-nsfw/manifest.json',
      '/safe-upload/open-nsfw/model.onnx',
      '/safe-upload/ort-wasm-simd-threaded.wasm',
    ]);
    const elsewhere = performance
      .getEntriesByType('resource')
      .filter(
        ({ name }) => !name.startsWith(location.origin) && !name.startsWith('blob:') && !name.startsWith('data:'),
      );
    expect(elsewhere).toEqual([]);
  });

  // Half the engine at once and the rest when a message says so.
  const slow = `let go;
const gone = new Promise((resolve) => { go = resolve; });
new BroadcastChannel('slow').onmessage = () => go();
${answering(
  '.wasm',
  `(async () => {
    const bytes = new Uint8Array(await (await real(address, options)).arrayBuffer());
    return new Response(new ReadableStream({
      async start(stream) {
        for (let at = 0; at < 7_000_000; at += 1_000_000) stream.enqueue(bytes.slice(at, at + 1_000_000));
        await gone;
        for (let at = 7_000_000; at < bytes.length; at += 1_000_000) stream.enqueue(bytes.slice(at, at + 1_000_000));
        stream.close();
      },
    }));
  })()`,
)}`;

  it('says how far it is', async () => {
    const channel = new BroadcastChannel('slow');
    const loading: number[] = [];
    const screened = await screenerWith({ worker: wrappedWorker(slow) }).screen(file, {
      onProgress({ stage, done }) {
        if (stage === 'loading') loading.push(done);
        if (loading.length >= 1) channel.postMessage('go');
      },
    });
    channel.close();
    expect(screened.verdict.action).toBe('allow');
    // Half of it lay there when the picture came to ask; the rest was seen coming.
    expect(loading.length).toBeGreaterThan(3);
    expect(loading.at(-1)).toBeCloseTo(0.7, 1);
    expect(loading).toEqual(loading.toSorted((a, b) => a - b));
  });

  it('goes on for the next picture when one is stopped', async () => {
    const { worker, started } = counted(wrappedWorker(slow));
    const screener = screenerWith({ worker });
    const abort = new AbortController();
    const stopped = screener.screen(file, {
      signal: abort.signal,
      onProgress: ({ stage }) => {
        if (stage === 'loading') abort.abort();
      },
    });
    expect((await rejectionOf(stopped)).code).toBe('aborted');
    const next = screener.screen(file);
    // Longer than a worker that does not stop is borne with.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const channel = new BroadcastChannel('slow');
    channel.postMessage('go');
    channel.close();
    expect((await next).verdict.action).toBe('allow');
    expect(started()).toBe(1);
  });

  it('comes from the cache the second time', async () => {
    await screenerWith({ worker: wrappedWorker('') }).screen(file);
    // Written beside the work.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const onlyList = wrappedWorker(
      `const through = self.fetch;
self.fetch = (address, options) => String(address).includes('assets.json') ? through(address, options) : Promise.reject(new TypeError('offline'));`,
    );
    expect((await screenerWith({ worker: onlyList }).screen(file)).verdict.action).toBe('allow');
  });

  it('can be done ahead, and failing then is no failure later', async () => {
    let broken = true;
    const { worker } = counted(() =>
      broken ? wrappedWorker(answering('assets.json', `new Response('', { status: 503 })`))() : wrappedWorker('')(),
    );
    const screener = screenerWith({ worker, idleMs: 10 });
    expect((await rejectionOf(screener.prefetch())).code).toBe('assets-missing');
    broken = false;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await screener.prefetch();
    expect((await screener.screen(file)).verdict.action).toBe('allow');
  });
});
