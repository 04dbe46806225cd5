/**
 * What a member, another tab or the host does at the worst moment: between two tries, in the line, while the key is still
 * being made. Real XHR, WebCrypto and IndexedDB, as in store.test.ts, with the same two stand-ins.
 */
import { createSafeUpload, type ItemState, keyDatabaseName, type SafeUploadStore } from '@safeupload/sdk';
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import { afterEach, expect, it, vi } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { newRoom, type Room } from '../support/room.js';
import { type Script, scriptedScreener } from '../support/scripted-screener.js';

const stores: SafeUploadStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) {
    await store.forget();
    store.dispose();
  }
});

const block = { action: 'block', reasons: ['risk-high'] } as const;
const picture = await paintedFile(96, 64, 'image/jpeg');
const named = (name: string) => new File([picture], name, { type: 'image/jpeg' });
const someTime = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function setUp(
  scripts: Record<string, Script>,
  more: Partial<Parameters<typeof createSafeUpload>[0]> = {},
): { readonly room: Room; readonly store: SafeUploadStore } {
  const room = newRoom();
  const store = createSafeUpload({
    screener: scriptedScreener(scripts),
    endpoint: room.endpoint,
    context: 'post',
    ...more,
    limits: { firstPauseMs: 20, longestPauseMs: 100, ...more.limits },
  });
  stores.push(store);
  return { room, store };
}

const stateOf = (store: SafeUploadStore, id: string) =>
  store.getSnapshot().items.find((item) => item.id === id)?.state ?? 'gone';

const reached = (store: SafeUploadStore, id: string, state: ItemState) =>
  expect.poll(() => stateOf(store, id), { timeout: 10_000, interval: 5 }).toBe(state);

it('an appeal that is called off while it waits in line is a blocked file again, and nothing of it is sent', async () => {
  const { store, room } = setUp({ 'b.jpg': block }, { limits: { parallelUploads: 1 } });
  await room.set({ answerAfterMs: 400 });
  const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
  await reached(store, b, 'blocked');
  expect(stateOf(store, a)).toBe('uploading');
  store.appeal(b, 'my own garden');
  expect(stateOf(store, b)).toBe('ready');
  store.cancel(b);
  expect(stateOf(store, b)).toBe('blocked');
  await reached(store, a, 'done');
  await someTime(300);
  expect(stateOf(store, b)).toBe('blocked');
  expect(await room.log('upload')).toHaveLength(1);
});

for (const precheck of [true, false]) {
  it(`a file called off between two tries is not sent again (prechecks ${precheck ? 'on' : 'off'})`, async () => {
    const { store, room } = setUp(
      {},
      { precheck, random: () => 1, limits: { firstPauseMs: 500, longestPauseMs: 500 } },
    );
    await room.set({ faults: { upload: ['503'] } });
    const [id = ''] = store.add([named('a.jpg')]);
    await expect.poll(async () => (await room.log('upload')).length, { timeout: 5_000 }).toBe(1);
    await someTime(100);
    store.cancel(id);
    await someTime(900);
    expect(await room.log('upload')).toHaveLength(1);
    expect(stateOf(store, id)).toBe('cancelled');
  });
}

it('a listener that throws is reported as the page’s own error and stops neither the file nor the other listeners', async () => {
  const reported: unknown[] = [];
  const later = globalThis.queueMicrotask;
  // A microtask that throws is an error of the page; here it would be one of the test run.
  globalThis.queueMicrotask = (task) =>
    later(() => {
      try {
        task();
      } catch (error) {
        reported.push(error);
      }
    });
  try {
    const { store } = setUp({});
    const heard = vi.fn();
    const broken = new Error('the host’s own mistake');
    store.subscribe(() => {
      throw broken;
    });
    store.subscribe(heard);
    const [id = ''] = store.add([named('a.jpg')]);
    await reached(store, id, 'done');
    expect(heard).toHaveBeenCalled();
    expect(new Set(reported)).toEqual(new Set([broken]));
    store.dispose();
  } finally {
    globalThis.queueMicrotask = later;
  }
});

it('forget erases the key for good while a file still waits for it', async () => {
  const { store } = setUp({}, { account: 'racer', limits: { policyWaitMs: 1 } });
  // Another tab that holds the database keeps the key waiting.
  const held = await holdKeys(600);
  const [id = ''] = store.add([named('a.jpg')]);
  await reached(store, id, 'uploading');
  const forgotten = store.forget();
  await held.ended;
  await forgotten;
  await someTime(500);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(keyDatabaseName);
});

it('an appeal goes on where the server wants the file prepared another way first', async () => {
  const { store, room } = setUp({ 'b.jpg': block });
  const [b = ''] = store.add([named('b.jpg')]);
  await reached(store, b, 'blocked');
  await room.set({ forgetPolicies: true, policy: { ...defaultDevicePolicy, id: 'double-2', preparation: 'as-is' } });
  store.appeal(b, 'my own garden');
  await reached(store, b, 'done');
  expect(store.getSnapshot().items[0]).toMatchObject({ outcome: 'held', appealed: true });
  expect((await room.log('upload')).at(-1)).toMatchObject({ appeal: true, note: 'my own garden' });
});

it('headers that never come count as a broken connection, and a cancel gives their place to the next file', async () => {
  const hanging = new Set(['a.jpg']);
  const headers = () => (hanging.size > 0 ? new Promise<Record<string, string>>(() => {}) : {});
  const more = { headers, limits: { parallelUploads: 1, tries: 2, policyWaitMs: 10, shortAnswerMs: 200 } };
  const { store } = setUp({}, more);
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ error: { code: 'network-failed' }, canRetry: true });
  store.retry(a);
  await reached(store, a, 'uploading');
  store.cancel(a);
  hanging.clear();
  const [b = ''] = store.add([named('b.jpg')]);
  await reached(store, b, 'done');
});

it('a bare upload whose headers never come ends too', async () => {
  const more = {
    headers: () => new Promise<never>(() => {}),
    limits: { policyWaitMs: 10, shortAnswerMs: 100, tries: 1 },
  };
  const { store } = setUp({ 'a.jpg': { fails: 'worker-crashed' } }, more);
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
});

it('a file that cannot be read just now may be tried again', async () => {
  const { store } = setUp({ 'a.jpg': { fails: 'worker-crashed' } });
  const file = named('a.jpg');
  file.arrayBuffer = () => Promise.reject(new DOMException('moved', 'NotReadableError'));
  const [a = ''] = store.add([file]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ error: { code: 'read-failed' }, canRetry: true });
  Reflect.deleteProperty(file, 'arrayBuffer');
  store.retry(a);
  await reached(store, a, 'done');
});

for (const end of ['forget', 'dispose'] as const) {
  it(`after ${end} no claim is shown again, not even to learn what to withdraw`, async () => {
    const { store, room } = setUp({}, { random: () => 1, limits: { firstPauseMs: 400, longestPauseMs: 400 } });
    await room.set({ faults: { upload: ['503'] } });
    const [id = ''] = store.add([named('a.jpg')]);
    await expect.poll(async () => (await room.log('upload')).length, { timeout: 5_000 }).toBe(1);
    await someTime(100);
    store.remove(id);
    await store[end]();
    const before = await room.log();
    await someTime(700);
    expect(await room.log()).toEqual(before);
  });
}

it('goes on after the member has signed in again, with tickets of the new session', async () => {
  const { store, room } = setUp({});
  store.touch();
  await expect.poll(() => room.log('challenge')).toHaveLength(1);
  await room.set({
    faults: { precheck: ['401:not-signed-in', '403:session-mismatch'], upload: ['401:not-signed-in'] },
  });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ error: { code: 'not-signed-in' }, canRetry: true });
  store.retry(a);
  await reached(store, a, 'done');
  // A fault is in the log twice: as what was asked for and as the refusal that came of it.
  const asked = (await room.log()).filter(({ refused }) => refused === undefined);
  const routes = asked.map(({ route, fault }) => [route, fault]);
  expect(routes.slice(3)).toEqual([
    ['precheck', '403:session-mismatch'],
    ['challenge', undefined],
    ['precheck', undefined],
    ['upload', undefined],
  ]);
});

it('sends nothing under the name of somebody else who signed in meanwhile', async () => {
  const { store, room } = setUp({});
  store.touch();
  await expect.poll(() => room.log('challenge')).toHaveLength(1);
  await room.set({ member: 'somebody else', faults: { precheck: ['403:session-mismatch'] } });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ error: { code: 'subject-mismatch' } });
  expect(await room.log('upload')).toEqual([]);
});

it('gives up where every session is said to be the wrong one', async () => {
  const { store, room } = setUp({}, { precheck: false });
  await room.set({ faults: { upload: Array.from({ length: 9 }, () => '403:session-mismatch') } });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ error: { code: 'session-mismatch' }, canRetry: true });
  expect((await room.log('upload')).filter(({ refused }) => refused !== undefined)).toHaveLength(3);
});

/** Keeps a transaction on the keys open for so long; resolves once it is open with when it ends. */
async function holdKeys(ms: number): Promise<{ readonly ended: Promise<void> }> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(keyDatabaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('keys');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const transaction = database.transaction('keys', 'readwrite');
  const keys = transaction.objectStore('keys');
  const until = performance.now() + ms;
  const spin = () => {
    if (performance.now() < until) keys.count().onsuccess = spin;
  };
  spin();
  const ended = new Promise<void>((resolve) => {
    transaction.oncomplete = () => {
      database.close();
      resolve();
    };
  });
  return { ended };
}
