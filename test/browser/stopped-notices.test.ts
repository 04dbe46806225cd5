/**
 * What a stopped file tells the server: that a file was stopped, once, where the server asks for it, and nothing of the
 * file. Real XHR, WebCrypto and IndexedDB, with the two stand-ins of store.test.ts; the double verifies every signature.
 */
import { createSafeUpload, type Item, type ItemState, type SafeUploadStore } from '@safeupload/sdk';
import { type DevicePolicy, defaultDevicePolicy, digestOfPolicy, parseStoppedNotice } from '@safeupload/sdk/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { newRoom, type Room } from '../support/room.js';
import { type Script, scriptedScreener } from '../support/scripted-screener.js';

let room: Room;
const stores: SafeUploadStore[] = [];
beforeEach(() => {
  room = newRoom();
});
afterEach(async () => {
  for (const store of stores.splice(0)) {
    await store.forget();
    store.dispose();
  }
});

const asking: DevicePolicy = { ...defaultDevicePolicy, id: 'newcomers', stoppedNotices: true };
const block = { action: 'block', reasons: ['risk-high'] } as const;
const scripts = { 'a.jpg': block, 'again.jpg': block, 'other.jpg': block, 'hold.jpg': { action: 'hold' } } as const;
const picture = await paintedFile(96, 64, 'image/jpeg');
const otherPicture = await paintedFile(64, 96, 'image/jpeg');
const named = (name: string, blob: Blob = picture) => new File([blob], name, { type: 'image/jpeg' });
const someTime = (ms = 250) => new Promise((resolve) => setTimeout(resolve, ms));

function newStore(
  more: Partial<Parameters<typeof createSafeUpload>[0]> = {},
  files: Readonly<Record<string, Script>> = scripts,
): SafeUploadStore {
  const store = createSafeUpload({
    screener: scriptedScreener(files),
    endpoint: room.endpoint,
    context: 'post',
    ...more,
    limits: { firstPauseMs: 20, longestPauseMs: 100, ...more.limits },
  });
  stores.push(store);
  return store;
}

function addOne(store: SafeUploadStore, file: File): string {
  const [id] = store.add([file]);
  if (id === undefined) throw new Error('no id');
  return id;
}

const itemOf = (store: SafeUploadStore, id: string): Item | undefined =>
  store.getSnapshot().items.find((item) => item.id === id);

const reached = (store: SafeUploadStore, id: string, state: ItemState) =>
  expect.poll(() => itemOf(store, id)?.state, { timeout: 10_000, interval: 5 }).toBe(state);

const notices = async () => (await room.log('stopped')).map(({ notice }) => parseStoppedNotice(notice));

it('says that a file was stopped: who, when, on which ticket, for what, under which policy', async () => {
  await room.set({ policy: asking });
  const store = newStore();
  const a = addOne(store, named('a.jpg'));
  await reached(store, a, 'blocked');
  expect(itemOf(store, a)).toMatchObject({ noticed: true, reasons: ['risk-high'], canRetry: false });
  expect(store.getSnapshot().pending).toBe(false);
  await expect.poll(notices).toHaveLength(1);
  const [notice] = await notices();
  expect(notice).toMatchObject({
    iss: location.origin,
    context: 'post',
    policy: { id: 'newcomers', sha256: await digestOfPolicy(asking) },
  });
  // Nothing else left: no claim, no bytes, and no word of the picture in the notice.
  expect((await room.log()).map(({ route }) => route)).toEqual(['challenge', 'stopped']);
  expect(JSON.stringify(notice)).not.toMatch(/risk|score|jpeg|[0-9a-f]{64}.*[0-9a-f]{64}/);
});

it('says nothing where the policy does not ask', async () => {
  await room.set({ policy: { ...asking, stoppedNotices: false } });
  const store = newStore();
  const a = addOne(store, named('a.jpg'));
  await reached(store, a, 'blocked');
  await someTime();
  expect(itemOf(store, a)).not.toHaveProperty('noticed');
  expect((await room.log()).map(({ route }) => route)).toEqual(['challenge']);
});

it('says nothing of a file that waits for the member, that is sent, or that could not be screened', async () => {
  await room.set({ policy: asking });
  const store = newStore({}, { ...scripts, 'broken.jpg': { fails: 'worker-crashed' } });
  const hold = addOne(store, named('hold.jpg'));
  const fine = addOne(store, named('fine.jpg'));
  const broken = addOne(store, named('broken.jpg'));
  await reached(store, fine, 'done');
  await reached(store, broken, 'done');
  expect(itemOf(store, hold)?.state).toBe('choosing');
  await someTime();
  expect(await notices()).toEqual([]);
});

it('says it once of one file, however often it is picked, and once of each other', async () => {
  await room.set({ policy: asking });
  const store = newStore();
  const first = addOne(store, named('a.jpg'));
  await reached(store, first, 'blocked');
  store.remove(first);
  const again = addOne(store, named('again.jpg'));
  await reached(store, again, 'blocked');
  expect(itemOf(store, again)?.noticed).toBe(true);
  store.clear();
  const other = addOne(store, named('other.jpg', otherPicture));
  await reached(store, other, 'blocked');
  await expect.poll(notices).toHaveLength(2);
  await someTime();
  const told = await notices();
  expect(told).toHaveLength(2);
  expect(new Set(told.map(({ nonce }) => nonce)).size).toBe(2);
});

it('an appeal goes as it always did, on a ticket of its own', async () => {
  await room.set({ policy: asking });
  const store = newStore();
  const a = addOne(store, named('a.jpg'));
  await reached(store, a, 'blocked');
  store.appeal(a, 'It is a painting.');
  expect(itemOf(store, a)).not.toHaveProperty('noticed');
  await reached(store, a, 'done');
  expect(itemOf(store, a)).toMatchObject({ outcome: 'held', appealed: true });
  const [upload] = await room.log('upload');
  const [notice] = await notices();
  expect(upload).toMatchObject({ appeal: true, note: 'It is a painting.', claim: { verdict: { action: 'block' } } });
  expect(Reflect.get(Object(upload?.claim), 'nonce')).not.toBe(notice?.nonce);
});

it('an appeal that is called off is noticed still', async () => {
  await room.set({ policy: asking, faults: { upload: ['never'] } });
  const store = newStore();
  const a = addOne(store, named('a.jpg'));
  await reached(store, a, 'blocked');
  store.appeal(a);
  await reached(store, a, 'uploading');
  store.cancel(a);
  expect(itemOf(store, a)).toMatchObject({ state: 'blocked', noticed: true });
  await someTime();
  expect(await notices()).toHaveLength(1);
});

it.each(['drop-before', 'drop-after', '502', '429:rate-limited', '409:nonce-expired', 'never'])(
  'whatever becomes of it, the row stays as it is and it is not said again: %s',
  async (fault) => {
    await room.set({ policy: asking, faults: { stopped: [fault] } });
    const store = newStore({ limits: { shortAnswerMs: 300 } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'blocked');
    const item = itemOf(store, a);
    const fine = addOne(store, named('fine.jpg'));
    await reached(store, fine, 'done');
    await someTime(500);
    expect(itemOf(store, a)).toBe(item);
    expect((await room.log('stopped')).filter(({ notice }) => notice !== undefined).length).toBeLessThanOrEqual(1);
  },
);

it('says nothing before the server has asked, nor afterwards', async () => {
  await room.set({ policy: asking, faults: { challenge: ['never'] } });
  const store = newStore({ limits: { policyWaitMs: 50, shortAnswerMs: 400 } });
  const a = addOne(store, named('a.jpg'));
  await reached(store, a, 'blocked');
  expect(itemOf(store, a)).not.toHaveProperty('noticed');
  await someTime(600);
  expect(await notices()).toEqual([]);
});

it('without WebCrypto nothing is said, although the device stops files there too', async () => {
  await room.set({ policy: asking });
  const screener = scriptedScreener(scripts);
  // The worker brings a digest of its own where there is no WebCrypto.
  const screened = await screener.screen(named('a.jpg'));
  const { subtle } = crypto;
  Object.defineProperty(crypto, 'subtle', { configurable: true, value: undefined });
  try {
    const store = newStore({ screener: { ...screener, screen: async () => screened } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'blocked');
    expect(itemOf(store, a)).not.toHaveProperty('noticed');
    await someTime();
    expect(await room.log()).toEqual([]);
  } finally {
    Object.defineProperty(crypto, 'subtle', { configurable: true, value: subtle });
  }
});

it.each(['forget', 'dispose'] as const)('after %s nothing is said any more', async (end) => {
  await room.set({ policy: asking, answerAfterMs: 600 });
  const store = newStore({ account: 'anna', limits: { policyWaitMs: 50 } });
  store.touch();
  await someTime(1000);
  // The first touch brought two tickets: the third notice has to ask for another first, and is ended meanwhile.
  const [a = '', b = '', c = ''] = store.add([
    named('a.jpg'),
    named('other.jpg', otherPicture),
    named('again.jpg', await paintedFile(50, 50, 'image/jpeg')),
  ]);
  for (const id of [a, b, c]) await reached(store, id, 'blocked');
  await expect.poll(() => room.log('challenge')).toHaveLength(2);
  await store[end]();
  await someTime(1000);
  expect(await notices()).toHaveLength(2);
  expect(await room.log('challenge')).toHaveLength(2);
});

it('who comes after a logout is told of anew', async () => {
  await room.set({ policy: asking });
  const store = newStore({ account: 'anna' });
  await reached(store, addOne(store, named('a.jpg')), 'blocked');
  await expect.poll(notices).toHaveLength(1);
  await store.forget();
  await room.set({ member: 'ben' });
  await reached(store, addOne(store, named('a.jpg')), 'blocked');
  await expect.poll(notices).toHaveLength(2);
  const [anna, ben] = await notices();
  expect(anna?.sub).not.toBe(ben?.sub);
});

it('a new policy that stops a file on its way tells of it too', async () => {
  const store = newStore({}, { 'a.jpg': { action: 'hold', reasons: ['risk-raised'] } });
  const a = addOne(store, named('a.jpg'));
  await reached(store, a, 'choosing');
  await room.set({ forgetPolicies: true, policy: asking });
  store.choose(a, 'send');
  await reached(store, a, 'blocked');
  expect(itemOf(store, a)?.noticed).toBe(true);
  await expect.poll(notices).toHaveLength(1);
  expect(await room.log('upload')).toEqual([]);
});
