/**
 * The list that comes back after the page was loaded again: real IndexedDB, real Web Locks, real frames that are loaded
 * and unloaded. Verdicts are scripted and the server is the protocol double, which verifies every claim and digest.
 */
import {
  createSafeUpload,
  type Item,
  type ItemState,
  keyDatabaseName,
  type SafeUploadOptions,
  type SafeUploadStore,
} from '@safeupload/sdk';
import { type DevicePolicy, defaultDevicePolicy, digestOf } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keptDatabaseName } from '../../packages/sdk/src/browser/kept-database-name.js';
import { paintedFile } from '../support/painted-file.js';
import { newRoom, type Room } from '../support/room.js';
import { type Script, scriptedScreener } from '../support/scripted-screener.js';

const stores: SafeUploadStore[] = [];
const hourMs = 60 * 60 * 1000;

afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const store of stores.splice(0)) {
    await store.forget();
    store.dispose();
  }
});

const scripts: Record<string, Script> = {
  'hold.jpg': { action: 'hold', reasons: ['risk-raised'] },
  'block.jpg': { action: 'block', reasons: ['risk-high'] },
  'wait.jpg': { waits: true },
  'broken.jpg': { fails: 'model-failed' },
};

/** A store as the page has it, one page after the other: the same account, context and endpoint unless told otherwise. */
function newStore(room: Room, more: Partial<SafeUploadOptions> = {}): SafeUploadStore {
  const store = createSafeUpload({
    screener: scriptedScreener(scripts),
    endpoint: room.endpoint,
    context: 'post',
    account: 'member-1',
    restore: true,
    ...more,
    limits: { firstPauseMs: 20, longestPauseMs: 100, ...more.limits },
  });
  stores.push(store);
  return store;
}

let seed = 10;
/** A picture of its own with this name. */
async function named(name: string): Promise<File> {
  seed += 1;
  return new File([await paintedFile(96, 64, 'image/jpeg', seed)], name, { type: 'image/jpeg' });
}

const itemsOf = (store: SafeUploadStore) => store.getSnapshot().items;
const namesOf = (store: SafeUploadStore) => itemsOf(store).map(({ name }) => name);

async function reached(store: SafeUploadStore, id: string, state: ItemState): Promise<Item> {
  await expect.poll(() => itemsOf(store).find((item) => item.id === id)?.state, { timeout: 15_000 }).toBe(state);
  const item = itemsOf(store).find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
}

/** What IndexedDB holds of kept lists, read without our code. */
async function kept(): Promise<{ rows: Record<string, unknown>[]; bytes: Blob[] }> {
  if (!(await indexedDB.databases()).some(({ name }) => name === keptDatabaseName)) return { rows: [], bytes: [] };
  const database = await answer(indexedDB.open(keptDatabaseName)).catch(() => null);
  if (database === null) return { rows: [], bytes: [] };
  try {
    const transaction = database.transaction(['rows', 'bytes']);
    const rows = await answer(transaction.objectStore('rows').getAll());
    const bytes = await answer(transaction.objectStore('bytes').getAll());
    return { rows, bytes };
  } finally {
    database.close();
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // What was deleted since it was seen is not made again by looking.
    if (request instanceof IDBOpenDBRequest) request.onupgradeneeded = () => request.transaction?.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const keptNames = async () => (await kept()).rows.map(({ name }) => name).toSorted();

describe('after the page was loaded again', () => {
  it('brings back what was prepared, in its order, with its words, and sends the same bytes under a fresh claim', async () => {
    const room = newRoom();
    const before = newStore(room, { send: 'host' });
    const [a = '', b = '', c = ''] = before.add([await named('a.jpg'), await named('b.jpg'), await named('c.jpg')]);
    for (const id of [a, b, c]) await reached(before, id, 'ready');
    const taken = await before.take(a);
    before.describe(b, 'A bench by the window');
    before.move(c, 0);
    await expect.poll(keptNames).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    await expect.poll(async () => (await kept()).rows.map(({ place }) => place).toSorted()).toEqual([0, 1, 2]);
    before.dispose();

    const after = newStore(room);
    expect(await after.restore()).toBe(3);
    expect(namesOf(after)).toEqual(['c.jpg', 'a.jpg', 'b.jpg']);
    expect(itemsOf(after).map(({ alt, restored }) => [alt, restored])).toEqual([
      ['', true],
      ['', true],
      ['A bench by the window', true],
    ]);
    for (const { id } of itemsOf(after)) expect(await reached(after, id, 'done')).toMatchObject({ outcome: 'allowed' });
    const arrivals = await room.log('upload');
    const measured = await Promise.all((await kept()).bytes.map(async (blob) => digestOf(await bytesOf(blob))));
    expect(arrivals.map(({ sha256 }) => sha256).toSorted()).toEqual(measured.toSorted());
    const claims = arrivals.map(({ claim }) => claim as { jti: string; upload: { sha256: string } });
    for (const [index, arrival] of arrivals.entries()) expect(claims[index]?.upload.sha256).toBe(arrival.sha256);
    expect(taken?.claim).not.toBeNull();
    const signedBefore: { jti: string } = JSON.parse(atob(base64(taken?.claim?.split('.')[1] ?? '')));
    expect(claims.map(({ jti }) => jti)).not.toContain(signedBefore.jti);
  });

  it('brings back an upload as done for as long as the server waits for it, then sends it anew', async () => {
    const room = newRoom();
    let now = Date.now();
    const clock = () => now;
    const before = newStore(room, { clock });
    const [id = ''] = before.add([await named('a.jpg')]);
    const { uploadId } = await reached(before, id, 'done');
    await expect.poll(async () => (await kept()).rows.map(({ settled }) => typeof settled)).toEqual(['object']);
    before.dispose();
    const soon = newStore(room, { clock });
    expect(await soon.restore()).toBe(1);
    expect(soon.getSnapshot().uploadIds).toEqual([uploadId]);
    expect(await room.log('upload')).toHaveLength(1);
    soon.dispose();
    now += hourMs;
    await room.set({ clockOffsetMs: hourMs });
    const later = newStore(room, { clock });
    expect(await later.restore()).toBe(1);
    const again = await reached(later, itemsOf(later)[0]?.id ?? '', 'done');
    expect(again.uploadId).not.toBe(uploadId);
    const [first, second] = await room.log('upload');
    expect(second?.sha256).toBe(first?.sha256);
  });

  it.each([0, 30, 60, 120])(
    'nothing comes back that was on its way back when the member left, after %i ms',
    async (ms) => {
      const room = newRoom();
      const before = newStore(room, { send: 'host' });
      const [a = ''] = before.add([await named('a.jpg')]);
      await reached(before, a, 'ready');
      await expect.poll(keptNames).toEqual(['a.jpg']);
      before.dispose();
      // A list that lives beside it: whoever comes waits a while for its end, with the first rows in hand.
      const beside = newStore(room, { send: 'host' });
      const [b = ''] = beside.add([await named('b.jpg')]);
      await reached(beside, b, 'ready');
      await expect.poll(keptNames).toEqual(['a.jpg', 'b.jpg']);

      const owners = async () => JSON.stringify((await kept()).rows.map(({ owner }) => owner));
      const old = await owners();
      const after = newStore(room);
      const restoring = after.restore();
      await expect.poll(owners, { interval: 1 }).not.toBe(old);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await after.forget();
      await restoring;
      expect(namesOf(after)).toEqual([]);
      expect(await room.log('upload')).toEqual([]);
    },
  );

  it('comes back in a frame that was loaded again, and in no other that is open beside it', async () => {
    const room = newRoom();
    const file = await named('a.jpg');
    const first = await newFrame(room);
    const [id = ''] = first.store.add([file]);
    await reached(first.store, id, 'ready');
    await expect.poll(keptNames).toEqual(['a.jpg']);
    const beside = await newFrame(room);
    expect(await beside.store.restore()).toBe(0);
    first.frame.remove();
    const second = await newFrame(room);
    expect(await second.store.restore()).toBe(1);
    expect(await beside.store.restore()).toBe(0);
    expect(namesOf(second.store)).toEqual(['a.jpg']);
    await second.store.forget();
    for (const { frame } of [beside, second]) frame.remove();
  });

  it('comes back before what was added meanwhile', async () => {
    const room = newRoom();
    const before = newStore(room, { send: 'host' });
    const [id = ''] = before.add([await named('old.jpg')]);
    await reached(before, id, 'ready');
    before.dispose();
    const after = newStore(room, { send: 'host' });
    after.add([await named('new.jpg')]);
    expect(await after.restore()).toBe(1);
    expect(namesOf(after)).toEqual(['old.jpg', 'new.jpg']);
    await expect.poll(keptNames).toEqual(['new.jpg', 'old.jpg']);
  });
});

describe('under a policy that is not the one it was judged by', () => {
  /** A prepared picture, kept by a page that is gone, of which the server's policy has changed since; that one stays accepted. */
  async function keptUnder(room: Room, policy: Partial<DevicePolicy>): Promise<void> {
    await room.set({ policy: { ...defaultDevicePolicy, id: 'own-1' } });
    const before = newStore(room, { send: 'host' });
    const [id = ''] = before.add([await named('a.jpg')]);
    await reached(before, id, 'ready');
    await expect.poll(keptNames).toEqual(['a.jpg']);
    before.dispose();
    await room.set({ policy: { ...defaultDevicePolicy, id: 'own-2', ...policy } });
  }

  /** The page after it, with what its screener was given. */
  async function pageAfter(room: Room, more: Partial<SafeUploadOptions> = {}) {
    const screener = scriptedScreener(scripts);
    const store = newStore(room, { screener, ...more });
    expect(await store.restore()).toBe(1);
    return { store, screener, id: itemsOf(store)[0]?.id ?? '' };
  }

  // The scripted evidence has 0.01 of both models.
  const stricter = [
    ['choosing', { holdAbove: { both: 0.005, first: 0.9 } }, 'risk-raised'],
    ['blocked', { blockAbove: 0.005 }, 'risk-high'],
  ] as const;

  it('it is judged anew by it, not measured anew, and says so in its claim', async () => {
    const room = newRoom();
    await keptUnder(room, {});
    const { store, screener, id } = await pageAfter(room);
    expect(await reached(store, id, 'done')).toMatchObject({ outcome: 'allowed' });
    expect(screener.seen).toEqual([]);
    expect(await room.log('upload')).toMatchObject([{ claim: { policy: { id: 'own-2' } } }]);
    expect((await room.log()).filter(({ refused }) => refused !== undefined)).toEqual([]);
  });

  it.each(stricter)(
    'it is %s where that is its verdict: not sent, and no longer kept',
    async (state, policy, reason) => {
      const room = newRoom();
      await keptUnder(room, policy);
      const { store, screener, id } = await pageAfter(room);
      expect(await reached(store, id, state)).toMatchObject({ reasons: [reason] });
      await expect.poll(kept).toEqual({ rows: [], bytes: [] });
      expect(screener.seen).toEqual([]);
      expect(await room.log('upload')).toEqual([]);
      expect(await room.log('precheck')).toEqual([]);
    },
  );

  it.each(stricter)('it is %s also where the host sends: nothing is handed out', async (state, policy) => {
    const room = newRoom();
    await keptUnder(room, policy);
    const { store, id } = await pageAfter(room, { send: 'host' });
    expect(await store.take(id)).toBeNull();
    await reached(store, id, state);
    await expect.poll(kept).toEqual({ rows: [], bytes: [] });
    // The member's choice is as good as ever.
    if (state === 'choosing') store.choose(id, 'send');
    else store.appeal(id);
    expect(await store.take(id)).toMatchObject({ claim: expect.any(String) });
  });

  it('it goes on after the member chose, under the same policy', async () => {
    const room = newRoom();
    await keptUnder(room, { holdAbove: { both: 0.005, first: 0.9 } });
    const { store, id } = await pageAfter(room);
    await reached(store, id, 'choosing');
    store.choose(id, 'send');
    await reached(store, id, 'done');
    expect(await room.log('upload')).toMatchObject([
      { claim: { policy: { id: 'own-2' }, verdict: { action: 'hold' } } },
    ]);
  });

  it('it is measured anew where the policy wants another preparation, and is then no longer kept', async () => {
    const room = newRoom();
    await keptUnder(room, { preparation: 'as-is' });
    const { store, screener, id } = await pageAfter(room);
    await reached(store, id, 'done');
    expect(screener.seen).toEqual(['a.jpg as-is own-2']);
    expect(await room.log('upload')).toMatchObject([{ claim: { policy: { id: 'own-2' } } }]);
    expect((await room.log()).filter(({ refused }) => refused !== undefined)).toEqual([]);
    await expect.poll(kept).toEqual({ rows: [], bytes: [] });
  });
});

describe('never kept', () => {
  it('is what is held, blocked, to be chosen about, appealed or sent in spite of advice', async () => {
    const room = newRoom();
    await room.set({ outcome: 'held' });
    const store = newStore(room);
    const names = ['a.jpg', 'hold.jpg', 'hold.jpg', 'block.jpg', 'block.jpg'];
    const [held = '', choosing = '', sent = '', blocked = '', appealed = ''] = store.add(
      await Promise.all(names.map(named)),
    );
    await reached(store, choosing, 'choosing');
    await reached(store, sent, 'choosing');
    await reached(store, blocked, 'blocked');
    await reached(store, appealed, 'blocked');
    store.choose(sent, 'send');
    store.appeal(appealed, 'It is a bench.');
    for (const id of [held, sent, appealed])
      expect(await reached(store, id, 'done')).toMatchObject({ outcome: 'held' });
    await settle();
    expect((await kept()).rows).toEqual([]);
    expect((await kept()).bytes).toEqual([]);
  });

  it('is a file as it was picked, also where that is what is sent', async () => {
    const room = newRoom();
    await room.set({ policy: { ...defaultDevicePolicy, id: 'newcomers', preparation: 'as-is' } });
    const store = newStore(room, { send: 'host' });
    const [id = ''] = store.add([await named('a.jpg')]);
    await reached(store, id, 'ready');
    await settle();
    expect((await kept()).rows).toEqual([]);
    expect((await kept()).bytes).toEqual([]);
  });

  it('is a file that nobody has looked at', async () => {
    const room = newRoom();
    const store = newStore(room, { send: 'host', look: 'server' });
    const [unscreened = ''] = store.add([await named('a.jpg')]);
    await reached(store, unscreened, 'unscreened');
    await settle();
    expect((await kept()).rows).toEqual([]);
    expect((await kept()).bytes).toEqual([]);
  });

  it('is an appeal or a choice that is on its way', async () => {
    const room = newRoom();
    const store = newStore(room, { send: 'host' });
    const [choosing = '', blocked = '', plain = ''] = store.add([
      await named('hold.jpg'),
      await named('block.jpg'),
      await named('a.jpg'),
    ]);
    await reached(store, choosing, 'choosing');
    await reached(store, blocked, 'blocked');
    await reached(store, plain, 'ready');
    store.choose(choosing, 'send');
    store.appeal(blocked);
    expect(itemsOf(store).map(({ state }) => state)).toEqual(['ready', 'ready', 'ready']);
    await expect.poll(keptNames).toEqual(['a.jpg']);
    await settle();
    expect(await keptNames()).toEqual(['a.jpg']);
  });

  it('is what was not asked for: without `restore`, or without an account', async () => {
    const room = newRoom();
    for (const more of [{ restore: false }, { account: undefined }]) {
      const { account: _, ...options } = { send: 'host' as const, ...more };
      const store = createSafeUpload({
        screener: scriptedScreener(),
        endpoint: room.endpoint,
        context: 'post',
        restore: 'restore' in more ? more.restore : true,
        ...('account' in more ? {} : { account: 'member-1' }),
        send: options.send,
      });
      stores.push(store);
      const [id = ''] = store.add([await named('a.jpg')]);
      await reached(store, id, 'ready');
      await settle();
      expect((await kept()).rows).toEqual([]);
      expect(await store.restore()).toBe(0);
    }
  });

  it('is a name of the account in plain words, or bytes before they were prepared', async () => {
    const room = newRoom();
    const store = newStore(room, { send: 'host', account: 'anna@example.org' });
    const [id = '', waiting = ''] = store.add([await named('a.jpg'), await named('wait.jpg')]);
    await reached(store, id, 'ready');
    await reached(store, waiting, 'screening');
    await expect.poll(keptNames).toEqual(['a.jpg']);
    expect(JSON.stringify((await kept()).rows)).not.toContain('anna');
  });
});

describe('gone', () => {
  /** A page that has two prepared pictures in its list, kept. */
  async function pageWithTwo(room: Room, more: Partial<SafeUploadOptions> = {}): Promise<SafeUploadStore> {
    const store = newStore(room, { send: 'host', ...more });
    for (const id of store.add([await named('a.jpg'), await named('b.jpg')])) await reached(store, id, 'ready');
    await expect.poll(keptNames).toContain('b.jpg');
    return store;
  }

  it('is everything after 24 hours, of whatever account', async () => {
    const room = newRoom();
    let now = Date.now();
    (await pageWithTwo(room, { clock: () => now })).dispose();
    const other = await pageWithTwo(room, { clock: () => now, account: 'member-2' });
    other.dispose();
    now += 24 * hourMs - 60_000;
    const near = newStore(room, { clock: () => now, send: 'host' });
    expect(await near.restore()).toBe(2);
    near.dispose();
    now += 2 * 60_000;
    expect(await newStore(room, { clock: () => now }).restore()).toBe(0);
    expect(await kept()).toEqual({ rows: [], bytes: [] });
  });

  it('is everything after 24 hours also where the page stays open, and does not come back with the next word', async () => {
    const room = newRoom();
    let now = Date.now();
    const clock = () => now;
    (await pageWithTwo(room, { clock, account: 'member-2' })).dispose();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const open = await pageWithTwo(room, { clock });
    await expect.poll(async () => (await kept()).rows.length).toBe(4);
    now += 24 * hourMs - 60_000;
    vi.advanceTimersByTime(hourMs);
    await settle();
    expect((await kept()).rows).toHaveLength(4);
    now += 2 * 60_000;
    vi.advanceTimersByTime(hourMs);
    await expect.poll(kept).toEqual({ rows: [], bytes: [] });
    // The member still has them in her list.
    expect(namesOf(open)).toEqual(['a.jpg', 'b.jpg']);
    const [first] = itemsOf(open);
    open.describe(first?.id ?? '', 'A bench');
    open.move(first?.id ?? '', 1);
    await settle();
    open.describe(first?.id ?? '', 'A bench by the window');
    await settle();
    expect(await kept()).toEqual({ rows: [], bytes: [] });
  });

  it('is nothing that anybody looks after once the page’s list has ended', async () => {
    const room = newRoom();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    for (const end of ['forget', 'dispose'] as const) {
      const store = await pageWithTwo(room, { account: end });
      await expect.poll(() => vi.getTimerCount()).toBe(1);
      await store[end]();
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it('is what a clock that was turned back would keep for ever', async () => {
    const room = newRoom();
    (await pageWithTwo(room, { clock: () => Date.now() + 30 * 24 * hourMs })).dispose();
    expect(await newStore(room).restore()).toBe(0);
    expect(await kept()).toEqual({ rows: [], bytes: [] });
  });

  it('is a row that is removed, and the whole list when it is cleared', async () => {
    const room = newRoom();
    const store = await pageWithTwo(room);
    store.remove(itemsOf(store)[0]?.id ?? '');
    await expect.poll(keptNames).toEqual(['b.jpg']);
    store.clear();
    await expect.poll(kept).toEqual({ rows: [], bytes: [] });
    store.dispose();
    expect(await newStore(room).restore()).toBe(0);
  });

  it('is all of one account when it is forgotten, in every list, and the database when nothing else is in it', async () => {
    const room = newRoom();
    const post = await pageWithTwo(room);
    (await pageWithTwo(room, { context: 'avatar' })).dispose();
    (await pageWithTwo(room, { account: 'member-2' })).dispose();
    await post.forget();
    expect((await kept()).rows).toHaveLength(2);
    const other = newStore(room, { account: 'member-2', send: 'host' });
    expect(await other.restore()).toBe(2);
    await other.forget();
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).not.toContain(keptDatabaseName);
    expect(names).not.toContain(keyDatabaseName);
  });

  it('is what another page kept, also where this one keeps nothing', async () => {
    const room = newRoom();
    (await pageWithTwo(room)).dispose();
    const store = createSafeUpload({
      screener: scriptedScreener(),
      endpoint: room.endpoint,
      context: 'edit',
      account: 'member-1',
    });
    stores.push(store);
    await store.forget();
    expect(await kept()).toEqual({ rows: [], bytes: [] });
  });

  it('is what was forgotten while it was being written or read', async () => {
    const room = newRoom();
    const writing = newStore(room, { send: 'host' });
    const [id = ''] = writing.add([await named('a.jpg')]);
    await reached(writing, id, 'ready');
    await writing.forget();
    await settle();
    expect(await kept()).toEqual({ rows: [], bytes: [] });
    (await pageWithTwo(room)).dispose();
    const reading = newStore(room);
    const restoring = reading.restore();
    await reading.forget();
    expect(await restoring).toBe(0);
    expect(itemsOf(reading)).toEqual([]);
    expect(await kept()).toEqual({ rows: [], bytes: [] });
  });

  it('is a row whose bytes are no longer those that were measured', async () => {
    const room = newRoom();
    (await pageWithTwo(room)).dispose();
    const database = await answer(indexedDB.open(keptDatabaseName));
    const bytes = database.transaction('bytes', 'readwrite').objectStore('bytes');
    const [key = ''] = await answer(bytes.getAllKeys());
    const content = await answer(bytes.get(key));
    const changed = await bytesOf(content);
    changed[changed.length - 3] = (changed[changed.length - 3] ?? 0) ^ 1;
    await answer(
      database
        .transaction('bytes', 'readwrite')
        .objectStore('bytes')
        .put(new Blob([changed]), key),
    );
    database.close();
    const store = newStore(room, { send: 'host' });
    expect(await store.restore()).toBe(1);
    await expect.poll(async () => (await kept()).rows.length).toBe(1);
  });
});

describe('another', () => {
  it.each([
    ['account', { account: 'member-2' }],
    ['context', { context: 'avatar' as const }],
  ])('%s gets none of it', async (_what, more) => {
    const room = newRoom();
    const before = newStore(room, { send: 'host' });
    const [id = ''] = before.add([await named('a.jpg')]);
    await reached(before, id, 'ready');
    before.dispose();
    const other = newStore(room, more);
    expect(await other.restore()).toBe(0);
    expect(itemsOf(other)).toEqual([]);
  });

  it('server gets none of it', async () => {
    const before = newStore(newRoom(), { send: 'host' });
    const [id = ''] = before.add([await named('a.jpg')]);
    await reached(before, id, 'ready');
    before.dispose();
    expect(await newStore(newRoom()).restore()).toBe(0);
  });
});

describe('where the browser keeps nothing', () => {
  it('refused: the list works, and comes back empty', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    const room = newRoom();
    const store = newStore(room);
    expect(await store.restore()).toBe(0);
    const [id = ''] = store.add([await named('a.jpg')]);
    expect(await reached(store, id, 'done')).toMatchObject({ outcome: 'allowed' });
    await settle();
  });

  it('full: what is too much is not kept, the rest is, and everything is sent', async () => {
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if (value instanceof Blob && value.size > 2_500) {
        this.transaction.abort();
        throw new DOMException('full', 'QuotaExceededError');
      }
      return put.call(this, value, key);
    });
    const room = newRoom();
    const store = newStore(room, { send: 'host' });
    const big = new File([await paintedFile(640, 480, 'image/jpeg', 3)], 'big.jpg', { type: 'image/jpeg' });
    const little = new File([await paintedFile(16, 16, 'image/jpeg', 3)], 'little.jpg', { type: 'image/jpeg' });
    expect([big.size > 2_500, little.size > 2_500]).toEqual([true, false]);
    for (const id of store.add([big, little])) await reached(store, id, 'ready');
    await expect.poll(keptNames).toEqual(['little.jpg']);
    expect(itemsOf(store).map(({ state }) => state)).toEqual(['ready', 'ready']);
  });
});

/** Long enough for everything that is collected to be written. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 400));

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

const base64 = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/');

/** A document of its own with a store in it, as a page has it. */
async function newFrame(room: Room): Promise<{ frame: HTMLIFrameElement; store: SafeUploadStore }> {
  const frame = document.createElement('iframe');
  const sdk = new URL('../../packages/sdk/src/browser/index.ts', import.meta.url).href;
  const ready = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
  // Vitest's server turns `import()` into a call of its runner, which frames of ours do not have.
  frame.srcdoc = `<script>window.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };</script>
<script type="module">import { createSafeUpload } from ${JSON.stringify(sdk)};
window.make = createSafeUpload; parent.postMessage('ready', '*');</script>`;
  document.body.append(frame);
  await ready;
  const make = Reflect.get(frame.contentWindow ?? window, 'make') as typeof createSafeUpload;
  const store = make({
    screener: scriptedScreener(),
    endpoint: room.endpoint,
    context: 'post',
    account: 'member-1',
    restore: true,
    send: 'host',
  });
  return { frame, store };
}
