/**
 * After `forget()` nothing of the member is left on the device: a search through everything a page can keep, and through
 * memory. The real screener and worker, the real databases; the server is the protocol double.
 */
import { createSafeUpload, createScreener, type SafeUploadStore, type Screener, xhrTransport } from '@safeupload/sdk';
import { afterEach, expect, it } from 'vitest';
import { collectGarbage } from '../support/collect-garbage.js';
import { fixturePicture } from '../support/fixture-picture.js';
import { paintedFile } from '../support/painted-file.js';
import { newRoom, type Room } from '../support/room.js';

const account = 'anna-4711@example.org';
const made: { dispose(): void }[] = [];

afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

/** Everything a page keeps beside cookies, as text, by where it was found; files as they are. */
async function everythingKept(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name)).catch(() => null);
    if (database === null) continue;
    for (const objectStore of database.objectStoreNames) {
      const store = database.transaction(objectStore).objectStore(objectStore);
      const keys = await answer(store.getAllKeys());
      const records = await answer(database.transaction(objectStore).objectStore(objectStore).getAll());
      for (const [index, key] of keys.entries()) {
        const record: unknown = records[index];
        const text = record instanceof Blob ? `file of ${record.size}` : JSON.stringify(record);
        found.set(`IndexedDB ${name}/${objectStore}/${String(key)}`, text);
      }
    }
    database.close();
    found.set(`IndexedDB ${name}`, '');
  }
  for (const cache of await caches.keys()) {
    for (const { url } of await (await caches.open(cache)).keys()) found.set(`Cache Storage ${cache} ${url}`, '');
  }
  for (const [name, storage] of Object.entries({ localStorage, sessionStorage })) {
    for (const [key, value] of Object.entries(storage)) found.set(`${name} ${key}`, String(value));
  }
  return found;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // What was deleted since it was seen is not made again by looking.
    if (request instanceof IDBOpenDBRequest) request.onupgradeneeded = () => request.transaction?.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** What is there that was not there before, but for the models. */
function newsSince(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  const models = /^Cache Storage safeupload-assets-v1 [^ ]*\/safe-upload\/by-digest\/[0-9a-f]{64}$/;
  return [...now].flatMap(([place, text]) =>
    before.get(place) === text || models.test(place) ? [] : [`${place}: ${text}`],
  );
}

interface Used {
  readonly store: SafeUploadStore;
  readonly screener: Screener;
  /** Files, prepared bytes, bodies of requests and items that went through. */
  readonly seen: WeakRef<object>[];
  readonly ended: () => number;
}

/** A store that was used: one picture sent, one stopped, one waiting for the member, one still being looked at. */
async function used(room: Room): Promise<Used> {
  const seen: WeakRef<object>[] = [];
  let ended = 0;
  const screener = createScreener({
    assets: '/safe-upload/',
    worker: () => {
      const worker = new Worker('/safe-upload/worker.js', { type: 'module' });
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        ended += 1;
        terminate();
      };
      return worker;
    },
  });
  const store = createSafeUpload({
    screener: {
      ...screener,
      async screen(file, options) {
        const screened = await screener.screen(file, options);
        seen.push(new WeakRef(screened), new WeakRef(screened.bytes));
        return screened;
      },
    },
    endpoint: room.endpoint,
    context: 'post',
    account,
    restore: true,
    transport: (request) => {
      if (request.body instanceof Blob) seen.push(new WeakRef(request.body));
      return xhrTransport(request);
    },
  });
  made.push(store, screener);
  const files = [
    new File([await paintedFile(640, 480, 'image/jpeg', 1)], 'annas-garden.jpg', { type: 'image/jpeg' }),
    new File([await paintedFile(640, 480, 'image/jpeg', 2)], 'annas-kitchen.jpg', { type: 'image/jpeg' }),
    new File([await fixturePicture('triggers/both.png')], 'annas-texture.png', { type: 'image/png' }),
  ];
  seen.push(...files.map((file) => new WeakRef(file)));
  const ids = store.add(files);
  const states = () => ids.map((id) => store.getSnapshot().items.find((item) => item.id === id)?.state);
  await expect.poll(states, { timeout: 30_000 }).toEqual(['done', 'done', 'blocked']);
  seen.push(...store.getSnapshot().items.map((item) => new WeakRef(item)));
  await expect
    .poll(async () => [...(await everythingKept()).values()].filter((text) => text.startsWith('file of')).length)
    .toBe(2);
  return { store, screener, seen, ended: () => ended };
}

it('leaves nothing in IndexedDB, Cache Storage, localStorage, sessionStorage or memory', async () => {
  const before = await everythingKept();
  const { store, seen, ended } = await used(newRoom());
  // The search finds what is there: else that it finds nothing later would say nothing.
  const during = newsSince(before, await everythingKept());
  expect(during.some((line) => line.startsWith('IndexedDB safeupload-keys/'))).toBe(true);
  expect(during.some((line) => line.includes('annas-garden.jpg'))).toBe(true);
  expect(during.some((line) => line.includes('annas-texture.png'))).toBe(false);
  expect(during.some((line) => line.includes(account))).toBe(false);

  // In the middle of something.
  store.add([new File([await paintedFile(2000, 1500, 'image/jpeg', 3)], 'annas-last.jpg', { type: 'image/jpeg' })]);
  await expect.poll(() => store.getSnapshot().items.at(-1)?.state).not.toBe('queued');
  await store.forget();

  expect(newsSince(before, await everythingKept())).toEqual([]);
  await expect.poll(ended).toBe(1);
  // What came in late, or is written late, would show now.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(newsSince(before, await everythingKept())).toEqual([]);
  expect(store.getSnapshot().items).toEqual([]);
  const left = async () => {
    await collectGarbage();
    return seen.filter((ref) => ref.deref() !== undefined).length;
  };
  expect(seen.length).toBeGreaterThanOrEqual(12);
  await expect.poll(left, { timeout: 15_000 }).toBe(0);
});

it('the next member gets a key of her own, and none of the list', async () => {
  const room = newRoom();
  const { store } = await used(room);
  await store.forget();
  await room.set({ member: 'berta' });
  const next = createSafeUpload({
    screener: createScreener({ assets: '/safe-upload/' }),
    endpoint: room.endpoint,
    context: 'post',
    account,
    restore: true,
  });
  made.push(next);
  expect(await next.restore()).toBe(0);
  next.touch();
  await expect.poll(async () => (await room.log('challenge')).length).toBeGreaterThanOrEqual(2);
  const keys = (await room.log('challenge')).map(({ key }) => JSON.stringify(key));
  expect(keys.at(-1)).not.toBe(keys[0]);
  await next.forget();
});
