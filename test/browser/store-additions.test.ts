/**
 * What the store does beside bringing files to the server: order, alt text, pause, replacing, limits, who looks, and a host
 * that sends by itself. Over the same stand-ins as store.test.ts.
 */
import { createSafeUpload, type Item, type ItemState, type SafeUploadStore } from '@safeupload/sdk';
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { isAccepted } from '../../packages/sdk/src/browser/accepted-file.js';
import { storeLimits } from '../../packages/sdk/src/browser/store-limits.js';
import { createTimeLeft } from '../../packages/sdk/src/browser/upload-time-left.js';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';
import { type Script, scriptedScreener } from '../support/scripted-screener.js';

const stores: SafeUploadStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) {
    await store.forget();
    store.dispose();
  }
});

const picture = await paintedFile(96, 64, 'image/jpeg');
const named = (name: string, type = 'image/jpeg') => new File([picture], name, { type });
const someTime = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function setUp(scripts: Record<string, Script> = {}, more: Partial<Parameters<typeof createSafeUpload>[0]> = {}) {
  const room = newRoom();
  const screener = scriptedScreener(scripts);
  const store = createSafeUpload({
    screener,
    endpoint: room.endpoint,
    context: 'post',
    ...more,
    limits: { firstPauseMs: 20, longestPauseMs: 100, ...more.limits },
  });
  stores.push(store);
  return { room, screener, store };
}

const itemOf = (store: SafeUploadStore, id: string): Item | undefined =>
  store.getSnapshot().items.find((item) => item.id === id);
const reached = (store: SafeUploadStore, id: string, state: ItemState) =>
  expect.poll(() => itemOf(store, id)?.state, { timeout: 10_000, interval: 5 }).toBe(state);
const names = (store: SafeUploadStore) => store.getSnapshot().items.map(({ name }) => name);

describe('order and alt text', () => {
  it('moves rows to a place, and the post’s pictures with them', async () => {
    const { store } = setUp();
    const [a = '', b = '', c = ''] = store.add(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => named(name)));
    for (const id of [a, b, c]) await reached(store, id, 'done');
    store.describe(b, 'a boat');
    store.move(c, 0);
    store.move(a, 99);
    expect(names(store)).toEqual(['c.jpg', 'b.jpg', 'a.jpg']);
    const { value, uploadIds } = store.getSnapshot();
    expect(value.map(({ name, alt }) => [name, alt])).toEqual([
      ['c.jpg', ''],
      ['b.jpg', 'a boat'],
      ['a.jpg', ''],
    ]);
    expect(value.map(({ uploadId }) => uploadId)).toEqual(uploadIds);
    const before = store.getSnapshot();
    store.move(a, 2);
    store.move('gone', 0);
    store.move(a, Number.NaN);
    expect(store.getSnapshot()).toBe(before);
  });

  it('screens in the order the list has when it is its turn', async () => {
    const { store, screener } = setUp({ 'a.jpg': { waits: true } });
    const [a = '', , c = ''] = store.add(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => named(name)));
    await reached(store, a, 'screening');
    store.move(c, 0);
    screener.release();
    await reached(store, c, 'done');
    await expect.poll(() => screener.seen.map((line) => line.slice(0, 5))).toEqual(['a.jpg', 'c.jpg', 'b.jpg']);
  });

  it('keeps at most 1,000 characters of an alt text, in every state, whatever happens to the row', async () => {
    const { store, screener } = setUp({ 'a.jpg': { waits: true } });
    const [a = ''] = store.add([named('a.jpg')]);
    store.describe(a, 'x'.repeat(1_200));
    await reached(store, a, 'screening');
    store.cancel(a);
    store.retry(a);
    screener.release();
    const going = setInterval(screener.release, 20);
    await reached(store, a, 'done');
    clearInterval(going);
    expect(itemOf(store, a)?.alt).toBe('x'.repeat(1_000));
  });
});

describe('pause', () => {
  it('begins nothing new, lets what is in flight finish, and goes on where it was', async () => {
    const { store, screener, room } = setUp({ 'a.jpg': { waits: true } });
    const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
    await reached(store, a, 'screening');
    store.pause();
    expect(store.getSnapshot().paused).toBe(true);
    screener.release();
    await reached(store, a, 'ready');
    await someTime(150);
    expect([itemOf(store, a)?.state, itemOf(store, b)?.state]).toEqual(['ready', 'queued']);
    expect(await room.log('upload')).toEqual([]);
    store.resume();
    expect(store.getSnapshot().paused).toBe(false);
    for (const id of [a, b]) await reached(store, id, 'done');
  });

  it('takes files while paused, and forgets the pause with the member', async () => {
    const { store, screener } = setUp();
    store.pause();
    const [a = ''] = store.add([named('a.jpg')]);
    await someTime(100);
    expect(itemOf(store, a)?.state).toBe('queued');
    expect(screener.seen).toEqual([]);
    await store.forget();
    expect(store.getSnapshot()).toBe(store.getServerSnapshot());
  });
});

describe('replace', () => {
  it('puts a new row in the same place with the alt text of the old, and withdraws what had arrived', async () => {
    const { store, room } = setUp();
    const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
    await reached(store, b, 'done');
    await reached(store, a, 'done');
    const old = itemOf(store, a)?.uploadId;
    store.describe(a, 'a garden');
    const replaced = store.replace(a, named('cropped.jpg'));
    expect(names(store)).toEqual(['cropped.jpg', 'b.jpg']);
    expect(itemOf(store, a)).toBeUndefined();
    expect(itemOf(store, replaced ?? '')).toMatchObject({ alt: 'a garden', state: 'queued' });
    await reached(store, replaced ?? '', 'done');
    await expect.poll(() => room.log('withdraw')).toEqual([{ route: 'withdraw', uploadId: old }]);
    expect(store.replace(a, named('again.jpg'))).toBeNull();
  });

  it('nothing of a picture that is replaced while the member chooses is ever sent', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'choosing');
    const replaced = store.replace(a, named('covered.jpg')) ?? '';
    await reached(store, replaced, 'done');
    expect(await room.log('upload')).toHaveLength(1);
    expect(names(store)).toEqual(['covered.jpg']);
  });
});

describe('limits before reading', () => {
  it('a file of another kind or beyond the bytes fails at once, unread, and the others go on', async () => {
    const { store, screener } = setUp({}, { accept: 'image/*,.heic', mostBytes: 1_000_000 });
    const large = new File([new Uint8Array(1_000_001)], 'large.jpg', { type: 'image/jpeg' });
    const read: string[] = [];
    for (const method of ['arrayBuffer', 'stream', 'slice', 'text'] as const) {
      Object.defineProperty(large, method, { value: () => read.push(method) });
    }
    const text = named('letter.txt', 'text/plain');
    const [a = '', b = '', c = '', d = ''] = store.add([large, text, named('c.heic', ''), named('d.jpg')]);
    expect(itemOf(store, a)).toMatchObject({ state: 'failed', error: { code: 'too-many-bytes' }, canRetry: false });
    expect(itemOf(store, b)).toMatchObject({ state: 'failed', error: { code: 'format-not-accepted' } });
    await reached(store, c, 'done');
    await reached(store, d, 'done');
    expect(read).toEqual([]);
    expect(screener.seen).toHaveLength(2);
  });

  it('asks for a few sizes at a time, and begins no file before its own is known', async () => {
    const { store, screener } = setUp({}, { mostBytes: 1_000_000 });
    const asked: number[] = [];
    const files = Array.from({ length: 40 }, (_, index) => {
      const file = named(`${index}.jpg`);
      const bytes = index === 38 ? 1_000_001 : file.size;
      const get = () => {
        if (!asked.includes(index)) asked.push(index);
        return bytes;
      };
      return Object.defineProperty(file, 'size', { get });
    });
    const ids = store.add(files);
    expect(asked).toEqual(Array.from({ length: 16 }, (_, index) => index));
    const begun = new Set<string>();
    store.subscribe(() => {
      for (const { name, state } of store.getSnapshot().items) {
        if (state !== 'queued' && state !== 'failed') begun.add(name);
        if (begun.has(name)) expect(asked).toContain(Number.parseInt(name, 10));
      }
    });
    await reached(store, ids[38] ?? '', 'failed');
    expect(itemOf(store, ids[38] ?? '')?.error?.code).toBe('too-many-bytes');
    for (const id of ids.filter((_, index) => index !== 38)) await reached(store, id, 'done');
    expect(begun.size).toBe(39);
    expect(screener.seen.some((line) => line.startsWith('38.jpg'))).toBe(false);
  });

  it('a file beyond the bytes that is called off before its size is known fails when it is tried again', async () => {
    const { store, screener } = setUp({}, { mostBytes: 1_000_000 });
    const large = new File([new Uint8Array(1_000_001)], 'large.jpg', { type: 'image/jpeg' });
    const others = Array.from({ length: 16 }, (_, index) => named(`${index}.jpg`));
    for (const wait of [0, 200]) {
      const id = store.add([...others, large]).at(-1) ?? '';
      store.cancel(id);
      await someTime(wait);
      store.retry(id);
      await reached(store, id, 'failed');
      expect(itemOf(store, id)).toMatchObject({ error: { code: 'too-many-bytes' }, canRetry: false });
    }
    expect(screener.seen.some((line) => line.startsWith('large.jpg'))).toBe(false);
  });

  it('a list that is cleared while sizes are asked for stays empty', async () => {
    const { store, screener } = setUp();
    store.add(Array.from({ length: 40 }, (_, index) => named(`${index}.jpg`)));
    store.clear();
    await someTime(200);
    expect(store.getSnapshot().items).toEqual([]);
    expect(screener.seen).toEqual([]);
  });

  it.each([
    ['image/*', 'a.jpg', 'image/jpeg', true],
    ['image/*', 'a.heic', '', true],
    ['image/*', 'a.txt', 'text/plain', false],
    ['.JPG, .png', 'A.jpg', 'image/jpeg', true],
    ['.png', 'a.jpg', 'image/jpeg', false],
    ['IMAGE/PNG', 'a', 'image/png', true],
    ['', 'a.txt', 'text/plain', true],
    ['*', 'a.txt', 'text/plain', true],
    ['image/jpeg', 'a.png', 'image/png', false],
  ])('accept=%j takes %s of type %j: %s', (accept, name, type, expected) => {
    expect(isAccepted({ name, type }, accept)).toBe(expected);
  });
});

describe('who looks', () => {
  it('the server alone where the member wants it so: no screening, the file as it is, signed, no penalty', async () => {
    const { store, screener, room } = setUp({}, { look: 'server' });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'done');
    expect(itemOf(store, a)).toMatchObject({ outcome: 'allowed' });
    expect(screener.seen).toEqual([]);
    expect((await room.log('upload'))[0]).toMatchObject({
      bytes: picture.size,
      claim: {
        verdict: { action: 'allow', reasons: ['member-chose-server'] },
        pdq: [],
        models: [],
        runtime: 'none',
        upload: { width: 96, height: 64 },
      },
    });
    store.setLook('device');
    expect(store.getSnapshot().look).toBe('device');
    const [b = ''] = store.add([named('b.jpg')]);
    await reached(store, b, 'done');
    expect(screener.seen).toHaveLength(1);
  });

  it('a file too large to go as it is may go by way of the device after all', async () => {
    const { store, screener } = setUp({}, { look: 'server' });
    // Trailing bytes after a picture's end: ten megabytes that a browser still opens.
    const large = new File([picture, new Uint8Array(10_000_000)], 'large.jpg', { type: 'image/jpeg' });
    const [a = ''] = store.add([large]);
    await reached(store, a, 'failed');
    expect(itemOf(store, a)).toMatchObject({ error: { code: 'too-many-bytes' }, canRetry: true });
    store.setLook('device');
    store.retry(a);
    await expect.poll(() => screener.seen).toHaveLength(1);
  });

  it('a file the device is busy with goes to the server when the member presses for it', async () => {
    const { store, screener, room } = setUp({ 'a.jpg': { waits: true } });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'screening');
    store.setLook('server');
    await reached(store, a, 'done');
    expect(screener.seen).toHaveLength(1);
    expect((await room.log('upload'))[0]).toMatchObject({ claim: { verdict: { reasons: ['member-chose-server'] } } });
  });

  it('a file the server would refuse for its own sake is still told so before it is sent', async () => {
    const { store, room } = setUp({}, { look: 'server' });
    const [a = ''] = store.add([new File([new Uint8Array(300)], 'a.jpg')]);
    await reached(store, a, 'failed');
    expect(itemOf(store, a)).toMatchObject({ error: { code: 'format-unknown' }, canRetry: false });
    expect(await room.log('upload')).toEqual([]);
  });
});

describe('a host that sends by itself', () => {
  /** Sends what was taken as the host would, to the double, which verifies claim and digest. */
  async function send(endpoint: string, store: SafeUploadStore, id: string): Promise<unknown> {
    const taken = await store.take(id);
    if (taken === null) throw new Error('nothing to send');
    const { bytes, claim, context, idempotencyKey, appeal } = taken;
    const query = `?context=${context}${appeal === null ? '' : '&appeal=1'}`;
    const headers: Record<string, string> = { 'content-type': bytes.type };
    if (claim === null) headers['idempotency-key'] = idempotencyKey;
    else headers['safe-upload-claim'] = claim;
    return (await fetch(`${endpoint}/upload${query}`, { method: 'POST', headers, body: bytes })).json();
  }

  it('gets the very bytes and a claim, and tells the answer', async () => {
    const { store, room } = setUp({}, { send: 'host' });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'ready');
    await someTime(100);
    expect(itemOf(store, a)?.state).toBe('ready');
    expect(store.getSnapshot().pending).toBe(false);
    expect(await room.log('upload')).toEqual([]);
    const answer = await send(room.endpoint, store, a);
    expect(itemOf(store, a)?.state).toBe('uploading');
    expect(store.getSnapshot().pending).toBe(true);
    await store.settle(a, answer);
    expect(itemOf(store, a)).toMatchObject({ state: 'done', outcome: 'allowed' });
    expect(store.getSnapshot().uploadIds).toHaveLength(1);
    expect(await store.take(a)).toBeNull();
  });

  it('two takes at once hand out one claim', async () => {
    const { store } = setUp({}, { send: 'host' });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'ready');
    const [first, second] = await Promise.all([store.take(a), store.take(a)]);
    expect(first?.claim).toBeTypeOf('string');
    expect(second?.claim).toBe(first?.claim);
  });

  it('shows the same claim again after a lost answer', async () => {
    const { store, room } = setUp({}, { send: 'host' });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'ready');
    await send(room.endpoint, store, a);
    await store.settle(a, null);
    expect(itemOf(store, a)).toMatchObject({ state: 'failed', error: { code: 'network-failed' }, canRetry: true });
    store.retry(a);
    await reached(store, a, 'ready');
    await store.settle(a, await send(room.endpoint, store, a));
    const uploads = await room.log('upload');
    expect(new Set(uploads.map(({ claim }) => JSON.stringify(claim))).size).toBe(1);
    expect(itemOf(store, a)).toMatchObject({ state: 'done' });
  });

  it('signs anew where the server asks for it, without measuring again, within bounds', async () => {
    const { store, room, screener } = setUp({}, { send: 'host' });
    await room.set({ faults: { upload: Array.from({ length: 9 }, () => '409:nonce-replayed') } });
    const [a = ''] = store.add([named('a.jpg')]);
    for (const expected of ['ready', 'ready', 'failed'] as const) {
      await reached(store, a, 'ready');
      await store.settle(a, await send(room.endpoint, store, a));
      expect(itemOf(store, a)?.state).toBe(expected);
    }
    expect(itemOf(store, a)).toMatchObject({ error: { code: 'nonce-replayed' }, canRetry: true });
    expect(screener.seen).toHaveLength(1);
  });

  it('measures again where a new policy prepares otherwise', async () => {
    const { store, room, screener } = setUp({}, { send: 'host' });
    store.touch();
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'ready');
    await room.set({ forgetPolicies: true, policy: { ...defaultDevicePolicy, id: 'own-2', preparation: 'as-is' } });
    await store.settle(a, await send(room.endpoint, store, a));
    await reached(store, a, 'ready');
    await store.settle(a, await send(room.endpoint, store, a));
    expect(itemOf(store, a)?.state).toBe('done');
    expect(screener.seen).toHaveLength(2);
  });

  it('withdraws what arrived of a row that was called off or removed meanwhile', async () => {
    const { store, room } = setUp({}, { send: 'host' });
    const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
    await reached(store, b, 'ready');
    const answers = [await send(room.endpoint, store, a), await send(room.endpoint, store, b)];
    store.cancel(a);
    store.remove(b);
    await store.settle(a, answers[0]);
    await store.settle(b, answers[1]);
    expect(itemOf(store, a)).toMatchObject({ state: 'cancelled', canRetry: true });
    await expect.poll(() => room.log('withdraw')).toHaveLength(2);
  });

  it('says that an appealed file needs a person, and takes an outcome that refuses', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'block', reasons: ['risk-high'] } }, { send: 'host' });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'blocked');
    expect(await store.take(a)).toBeNull();
    store.appeal(a, ' my own garden ');
    await reached(store, a, 'ready');
    expect((await store.take(a))?.appeal).toEqual({ note: 'my own garden' });
    await store.settle(a, await send(room.endpoint, store, a));
    expect(itemOf(store, a)).toMatchObject({ state: 'done', outcome: 'held', appealed: true });
  });

  it('an answer that is none of ours fails the row, and one for nobody changes nothing', async () => {
    const { store } = setUp({}, { send: 'host' });
    const [a = ''] = store.add([named('a.jpg')]);
    await reached(store, a, 'ready');
    await store.settle(a, { v: 1, uploadId: 'x'.repeat(22), outcome: 'allowed' });
    expect(itemOf(store, a)?.state).toBe('ready');
    await store.take(a);
    await store.settle(a, { hello: 'world' });
    expect(itemOf(store, a)).toMatchObject({ state: 'failed', canRetry: true });
  });
});

describe('time left', () => {
  it('is said after a second, in whole seconds, at the pace so far, and starts anew with another try', () => {
    let now = 0;
    const timeLeft = createTimeLeft(() => now);
    expect(timeLeft(0, 10_000)).toBeNull();
    now = 500;
    expect(timeLeft(500, 10_000)).toBeNull();
    now = 1_000;
    expect(timeLeft(1_000, 10_000)).toBe(9);
    now = 2_000;
    expect(timeLeft(2_000, 10_000)).toBe(8);
    now = 3_000;
    // Twice as fast now: the number falls, and does not jump to the half.
    expect(timeLeft(4_000, 10_000)).toBeGreaterThan(3);
    expect(timeLeft(10_000, 10_000)).toBeNull();
    now = 4_000;
    expect(timeLeft(100, 10_000)).toBeNull();
  });

  it('is in the snapshot of a slow upload and gone afterwards', async () => {
    let now = 0;
    const { store } = setUp(
      {},
      {
        clock: () => Date.now() + now,
        transport: async (request) => {
          const { xhrTransport } = await import('@safeupload/sdk');
          if (request.onProgress !== undefined) {
            for (let sent = 1; sent <= 5; sent += 1) {
              now += 1_000;
              request.onProgress(sent * 10, 100);
            }
            await new Promise((resolve) => setTimeout(resolve, 200));
          }
          return xhrTransport(request);
        },
      },
    );
    const [a = ''] = store.add([named('a.jpg')]);
    await expect.poll(() => itemOf(store, a)?.secondsLeft, { interval: 5 }).toBe(5);
    await reached(store, a, 'done');
    expect(itemOf(store, a)?.secondsLeft).toBeUndefined();
  });
});

describe('small devices', () => {
  const withDevice = (cores: number, memory: number | undefined) => {
    Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, value: cores });
    Object.defineProperty(navigator, 'deviceMemory', { configurable: true, value: memory });
    try {
      return storeLimits().parallelUploads;
    } finally {
      Reflect.deleteProperty(navigator, 'hardwareConcurrency');
      Reflect.deleteProperty(navigator, 'deviceMemory');
    }
  };

  it('send one file at a time, others two, and the host’s own number goes before both', () => {
    expect([withDevice(2, 8), withDevice(8, 2), withDevice(8, 8), withDevice(8, undefined)]).toEqual([1, 1, 2, 2]);
    expect(storeLimits({ parallelUploads: 5 }).parallelUploads).toBe(5);
  });
});
