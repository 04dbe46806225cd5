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
  vi.unstubAllGlobals();
  for (const screener of made.splice(0)) screener.dispose();
});

const file = await paintedFile(200, 150, 'image/jpeg');

/** The code that screening ends in, which must not take longer than `mostMs`. */
async function codeOf(screener: Screener, mostMs = 8_000): Promise<string> {
  const startedAt = performance.now();
  const { code, message } = await rejectionOf(screener.screen(file));
  expect(performance.now() - startedAt).toBeLessThan(mostMs);
  // What happened, why, what to do: a sentence at least.
  expect(message.length).toBeGreaterThan(30);
  return code;
}

describe('a worker that does not start', () => {
  it('is not there', async () => {
    expect(await codeOf(screenerWith({ assets: '/nowhere/' }))).toBe('worker-load-failed');
  });

  it('breaks at its first line', async () => {
    expect(await codeOf(screenerWith({ worker: fakeWorker('throw new Error("broken")') }))).toBe('worker-crashed');
  });

  it('says nothing', async () => {
    expect(await codeOf(screenerWith({ worker: fakeWorker('onmessage = () => {}'), startMs: 500 }), 8_000)).toBe(
      'worker-silent',
    );
  });

  it('closes itself', async () => {
    expect(await codeOf(screenerWith({ worker: fakeWorker('close()'), startMs: 500 }), 8_000)).toBe('worker-silent');
  });

  it('is of another version', async () => {
    const { code, details } = await rejectionOf(
      screenerWith({ worker: fakeWorker(greetingThen('0.0.1', '')) }).screen(file),
    );
    expect(code).toBe('assets-outdated');
    expect(details).toEqual({ expected: sdkVersion, got: '0.0.1' });
  });

  it('cannot exist in this browser', async () => {
    vi.stubGlobal('OffscreenCanvas', undefined);
    expect(await codeOf(screenerWith({}))).toBe('worker-unsupported');
  });

  it('lies on another origin', async () => {
    expect(await codeOf(screenerWith({ assets: 'https://other.example/safe-upload/' }))).toBe('options-invalid');
  });

  it('is not asked for on an insecure page', async () => {
    vi.stubGlobal('isSecureContext', false);
    const worker = vi.fn(fakeWorker('close()'));
    expect(await codeOf(screenerWith({ worker }))).toBe('insecure-context');
    expect(worker).not.toHaveBeenCalled();
  });
});

describe('a worker that breaks at work', () => {
  it('throws', async () => {
    const worker = fakeWorker(greetingThen(sdkVersion, 'throw new Error("broken")'));
    expect(await codeOf(screenerWith({ worker }))).toBe('worker-crashed');
  });

  it('closes itself', async () => {
    const worker = fakeWorker(greetingThen(sdkVersion, 'close()'));
    expect(await codeOf(screenerWith({ worker, silentMs: 600 }), 8_000)).toBe('worker-silent');
  });

  it('hangs', async () => {
    const worker = fakeWorker(greetingThen(sdkVersion, 'for (;;) {}'));
    expect(await codeOf(screenerWith({ worker, silentMs: 600 }), 8_000)).toBe('worker-silent');
  });

  it('is replaced for the next picture', async () => {
    let started = 0;
    const broken = fakeWorker(greetingThen(sdkVersion, 'throw new Error("broken")'));
    const real = wrappedWorker('');
    const screener = screenerWith({ worker: () => (started++ === 0 ? broken() : real()) });
    expect(await codeOf(screener)).toBe('worker-crashed');
    expect((await screener.screen(file)).verdict.action).toBe('allow');
    expect(started).toBe(2);
  });

  it('is not taken for silent while it answers pings', async () => {
    const answer = `{ type: 'failed', id, spent: false, error: { code: 'decode-failed', message: 'after one and a half seconds of honest work', details: {} } }`;
    const greeting = greetingThen(sdkVersion, `const { id } = data; setTimeout(() => postMessage(${answer}), 1500);`);
    const worker = fakeWorker(
      `${greeting}addEventListener('message', ({ data }) => { if (data.type === 'ping') postMessage({ type: 'pong' }); });`,
    );
    expect(await codeOf(screenerWith({ worker, silentMs: 600 }))).toBe('decode-failed');
  });
});

describe('assets', () => {
  const notFound = `new Response('no', { status: 404 })`;
  const list = '/safe-upload/assets.json';
  const listWith = (change: string): string =>
    `(async () => { const list = await (await real(address, options)).json(); ${change}; return Response.json(list); })()`;
  const changed = (change: string): string =>
    `(async () => { const bytes = new Uint8Array(await (await real(address, options)).arrayBuffer()); ${change}; return new Response(bytes); })()`;

  it.each([
    ['have no list', answering('assets.json', notFound), 'assets-missing'],
    ['have a page instead of a list', answering('assets.json', `new Response('<!doctype html>')`), 'assets-missing'],
    ['are of another version', answering('assets.json', listWith(`list.sdk = '0.0.1'`)), 'assets-outdated'],
    ['have no model', answering('model.onnx', notFound), 'assets-missing'],
    ['do not list the model', answering('assets.json', listWith(`list.files = {}`)), 'assets-missing'],
    ['cannot be fetched', answering('model.onnx', 'Promise.reject(new TypeError("failed"))'), 'assets-missing'],
    ['have one changed byte', answering('model.onnx', changed('bytes[1000] ^= 1')), 'asset-digest-mismatch'],
    ['end early', answering('model.onnx', `new Response(new Uint8Array(1000))`), 'asset-digest-mismatch'],
    ['never end', answering('model.onnx', `new Response(new Uint8Array(5_000_000))`), 'asset-digest-mismatch'],
    [
      'have another engine',
      answering('assets.json', listWith(`list.files['ort-wasm-simd-threaded.wasm'].sha256 = 'a'.repeat(64)`)),
      'asset-digest-mismatch',
    ],
    [
      'have a manifest of another model',
      answering(
        'assets.json',
        listWith(`list.files['mobilenet-v2/manifest.json'] = list.files['open-nsfw/manifest.json']`),
      ) +
        `{ const before = self.fetch; self.fetch = (address, options) => before(String(address).replace('mobilenet-v2/manifest', 'open-nsfw/manifest'), options); }`,
      'manifest-invalid',
    ],
    [
      'have an engine that finds no memory',
      `WebAssembly.Memory = class { constructor() { throw new RangeError('WebAssembly.Memory(): could not allocate memory'); } };`,
      'out-of-memory',
    ],
  ])('%s', async (_what, before, code) => {
    expect(list).toContain('assets.json');
    expect(await codeOf(screenerWith({ worker: wrappedWorker(before) }), 15_000)).toBe(code);
  });

  it('are fetched again where the cache holds something else', async () => {
    const { files } = (await (await fetch(list)).json()) as { files: Record<string, { sha256: string }> };
    const cache = await caches.open('safeupload-assets-v1');
    const folder = new URL(assets, location.href).href;
    const { sha256 = '' } = files['mobilenet-v2/model.onnx'] ?? {};
    await cache.put(`${folder}by-digest/${sha256}`, new Response('not a model'));
    expect((await screenerWith({}).screen(file)).verdict.action).toBe('allow');
  });

  it('of the second model may fail, and the picture goes on', async () => {
    const screener = screenerWith({ worker: wrappedWorker(answering('open-nsfw/model.onnx', notFound)) });
    const { verdict, evidence } = await screener.screen(file, {
      policy: { ...screener.policy, secondOpinionAt: 0 },
    });
    expect(verdict).toEqual({ action: 'allow', reasons: ['second-opinion-missing'] });
    expect(evidence.gaps).toEqual(['second-opinion-missing']);
    expect(evidence.models.map(({ id }) => id)).toEqual(['mobilenet-v2']);
  });

  it('of the second model may be too slow', async () => {
    const screener = screenerWith({
      worker: wrappedWorker(answering('open-nsfw/model.onnx', `new Promise(() => undefined)`)),
    });
    const startedAt = performance.now();
    const { evidence } = await screener.screen(file, {
      policy: { ...screener.policy, secondOpinionAt: 0, secondOpinionTimeoutMs: 300 },
    });
    expect(evidence.gaps).toEqual(['second-opinion-missing']);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['nothing', new Blob([]), 'empty-file'],
    ['text', new Blob(['This is no picture at all, only a few words.']), 'format-unknown'],
    ['a drawing', new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>']), 'format-not-accepted'],
    ['half a photo', file.slice(0, file.size / 2), 'header-invalid'],
  ])('%s', async (_what, blob, code) => {
    expect((await rejectionOf(screenerWith({}).screen(blob))).code).toBe(code);
  });

  it('is too long, and is not read', async () => {
    const screener = screenerWith({ limits: { intake: { fileBytes: 1000 } } });
    expect((await rejectionOf(screener.screen(file))).code).toBe('too-many-bytes');
  });

  it('is damaged where only a decoder sees it', async () => {
    const png = new Uint8Array(await (await paintedFile(64, 64, 'image/png')).arrayBuffer());
    // In the middle of the compressed pixels; lengths and chunk names stay right.
    png.fill(0xff, png.length / 2, png.length / 2 + 200);
    expect((await rejectionOf(screenerWith({}).screen(new Blob([png])))).code).toBe('decode-failed');
  });
});
