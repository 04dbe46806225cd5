/** A page whose lazy code cannot be loaded: no file is lost. The import is made to fail; everything else is real. */
import {
  createSafeUpload,
  createScreener,
  type ItemState,
  keyDatabaseName,
  type SafeUploadStore,
} from '@safeupload/sdk';
import { afterEach, expect, it, vi } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';
import { scriptedScreener } from '../support/scripted-screener.js';

const broken = vi.hoisted(() => ({ imports: 0, gone: true }));
vi.mock('../../packages/sdk/src/browser/load-rest.ts', () => ({
  loadRest: () => {
    broken.imports += 1;
    if (broken.gone) return Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
    return import('../../packages/sdk/src/browser/rest.js');
  },
}));

const stores: SafeUploadStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.dispose();
  broken.gone = true;
});

const picture = await paintedFile(96, 64, 'image/jpeg');
const named = (name: string) => new File([picture], name, { type: 'image/jpeg' });

function setUp(more: Partial<Parameters<typeof createSafeUpload>[0]> = {}) {
  const room = newRoom();
  const screener = scriptedScreener();
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post', ...more });
  stores.push(store);
  return { room, screener, store };
}

const reached = (store: SafeUploadStore, id: string, state: ItemState) =>
  expect
    .poll(() => store.getSnapshot().items.find((item) => item.id === id)?.state, { timeout: 10_000, interval: 5 })
    .toBe(state);

it('sends the files as they are, without a claim, one after the other', async () => {
  const { store, room, screener } = setUp({ headers: () => ({ authorization: 'Bearer abc' }) });
  store.touch();
  const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
  await reached(store, b, 'done');
  expect(store.getSnapshot().items[0]).toMatchObject({ id: a, outcome: 'allowed', reasons: ['no-worker'] });
  expect(store.getSnapshot().uploadIds).toHaveLength(2);
  const uploads = await room.log('upload');
  expect(uploads.map(({ claim, bytes, context, authorization }) => [claim, bytes, context, authorization])).toEqual([
    [null, picture.size, 'post', 'Bearer abc'],
    [null, picture.size, 'post', 'Bearer abc'],
  ]);
  expect(new Set(uploads.map(({ repeatKey }) => repeatKey)).size).toBe(2);
  expect(screener.seen).toEqual([]);
});

it('a file that cannot be sent either fails and keeps; another try names the same upload', async () => {
  const { store, room } = setUp();
  await room.set({ faults: { upload: ['drop-after'] } });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ canRetry: true, error: { code: 'network-failed' } });
  expect(store.getSnapshot().items[0]?.file.size).toBe(picture.size);
  store.retry(a);
  await reached(store, a, 'done');
  expect(new Set((await room.log('upload')).map(({ repeatKey }) => repeatKey)).size).toBe(1);
});

it('goes the usual way as soon as the code can be loaded', async () => {
  const { store, room, screener } = setUp();
  await room.set({ faults: { upload: ['502'] } });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  broken.gone = false;
  store.retry(a);
  await reached(store, a, 'done');
  expect(screener.seen).toHaveLength(1);
  expect((await room.log('upload')).at(-1)?.claim).not.toBeNull();
});

it('sends nothing bare any more once the code is there: not what the device stopped, not its appeal', async () => {
  const room = newRoom();
  const screener = scriptedScreener({ 'block.jpg': { action: 'block', reasons: ['risk-high'] } });
  const store = createSafeUpload({
    screener,
    endpoint: room.endpoint,
    context: 'post',
    limits: { parallelUploads: 1 },
  });
  stores.push(store);
  await room.set({ answerAfterMs: 1_500 });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'uploading');
  // The code comes while the first file is on its way without it.
  broken.gone = false;
  const [b = '', c = ''] = store.add([named('b.jpg'), named('block.jpg')]);
  await reached(store, c, 'blocked');
  store.appeal(c, 'My own child');
  for (const id of [a, b, c]) await reached(store, id, 'done');
  expect((await room.log('upload')).map(({ claim, appeal, note }) => [claim !== null, appeal, note])).toEqual([
    [false, false, null],
    [true, false, null],
    [true, true, 'My own child'],
  ]);
});

it('waits for the connection where there is none, and says so', async () => {
  let online = false;
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online });
  try {
    const { store, room } = setUp();
    const [a = ''] = store.add([named('a.jpg')]);
    await expect.poll(() => store.getSnapshot().items[0]?.waiting).toBe('connection');
    expect(await room.log()).toEqual([]);
    online = true;
    broken.gone = false;
    dispatchEvent(new Event('online'));
    await reached(store, a, 'done');
    expect(store.getSnapshot().items[0]?.waiting).toBeUndefined();
  } finally {
    Reflect.deleteProperty(navigator, 'onLine');
  }
});

it('stops where it is paused, cancelled or disposed of', async () => {
  const { store, room } = setUp();
  await room.set({ answerAfterMs: 300 });
  const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
  await reached(store, a, 'uploading');
  store.pause();
  store.cancel(a);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(store.getSnapshot().items.map(({ state }) => state)).toEqual(['cancelled', 'queued']);
  store.resume();
  await reached(store, b, 'uploading');
  store.dispose();
  expect(store.getSnapshot().items).toEqual([]);
});

it('headers that never come stop nobody but their own file, and that one not for ever', async () => {
  const hanging = new Set(['a.jpg']);
  const headers = () => (hanging.size > 0 ? new Promise<Record<string, string>>(() => {}) : {});
  const { store } = setUp({ headers, limits: { uploadAnswerMs: 100, stallMs: 50 } });
  const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
  await reached(store, a, 'uploading');
  store.cancel(a);
  await reached(store, b, 'failed');
  expect(store.getSnapshot().items[1]).toMatchObject({ canRetry: true });
  hanging.clear();
  store.retry(b);
  await reached(store, b, 'done');
});

it('where the host sends, the rows can be tried again', async () => {
  const { store } = setUp({ send: 'host' });
  const [a = ''] = store.add([named('a.jpg')]);
  await reached(store, a, 'failed');
  expect(store.getSnapshot().items[0]).toMatchObject({ canRetry: true });
  broken.gone = false;
  store.retry(a);
  await reached(store, a, 'ready');
});

it('forget erases the keys all the same', async () => {
  const kept = indexedDB.open(keyDatabaseName, 1);
  await new Promise((resolve) => {
    kept.onsuccess = resolve;
  });
  kept.result.close();
  const { store } = setUp({ account: 'mossy' });
  await store.forget();
  await expect.poll(async () => (await indexedDB.databases()).map(({ name }) => name)).not.toContain(keyDatabaseName);
});

it('a screener says that its code did not come, and tries again when asked again', async () => {
  const screener = createScreener({ assets: '/safe-upload/' });
  await expect(screener.screen(picture)).rejects.toMatchObject({ code: 'worker-load-failed' });
  const before = broken.imports;
  await expect(screener.prefetch()).rejects.toMatchObject({ code: 'worker-load-failed' });
  expect(broken.imports).toBe(before + 1);
  screener.dispose();
  await expect(screener.screen(picture)).rejects.toMatchObject({ code: 'disposed' });
});
