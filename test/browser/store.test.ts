/**
 * The store in Chromium over real XHR, real WebCrypto and real IndexedDB. Two stand-ins, both said where they live: the
 * screener's verdicts are scripted (test/support/scripted-screener.ts) and the server is the protocol double
 * (test/support/protocol-double.mjs), a real HTTP server that verifies every signature, nonce, time and digest.
 */
import { createSafeUpload, type Item, type ItemState, keyDatabaseName, type SafeUploadStore } from '@safeupload/sdk';
import { defaultDevicePolicy, type ErrorCode, longestClaimHeader } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { newRoom, type Room } from '../support/room.js';
import { type Script, type ScriptedScreener, scriptedScreener } from '../support/scripted-screener.js';

const stores: SafeUploadStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) {
    await store.forget();
    store.dispose();
  }
});

interface Setup {
  readonly room: Room;
  readonly screener: ScriptedScreener;
  readonly store: SafeUploadStore;
}

function setUp(
  scripts: Record<string, Script> = {},
  more: Partial<Parameters<typeof createSafeUpload>[0]> = {},
): Setup {
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

const picture = await paintedFile(96, 64, 'image/jpeg');
const named = (name: string) => new File([picture], name, { type: 'image/jpeg' });

function itemOf(store: SafeUploadStore, id: string): Item {
  const item = store.getSnapshot().items.find((candidate) => candidate.id === id);
  if (item === undefined) throw new Error(`no item ${id}`);
  return item;
}

/** The item once it is in one of these states. */
function reached(store: SafeUploadStore, id: string, ...states: ItemState[]): Promise<Item> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`still ${itemOf(store, id).state}, not ${states}`)), 15_000);
    const look = () => {
      const item = itemOf(store, id);
      if (!states.includes(item.state)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(item);
    };
    const unsubscribe = store.subscribe(look);
    look();
  });
}

/** The states that an item goes through from now on, in order. */
function statesOf(store: SafeUploadStore, id: string): ItemState[] {
  const states: ItemState[] = [];
  const look = () => {
    const state = store.getSnapshot().items.find((candidate) => candidate.id === id)?.state;
    if (state !== undefined && states.at(-1) !== state) states.push(state);
  };
  look();
  store.subscribe(look);
  return states;
}

function addOne(store: SafeUploadStore, file: File): string {
  const [id] = store.add([file]);
  if (id === undefined) throw new Error('no id');
  return id;
}

describe('the list', () => {
  it('shows rows before add returns, and the same snapshot until something changes', () => {
    const { store } = setUp({ 'a.jpg': { waits: true } });
    const before = store.getSnapshot();
    expect(store.getSnapshot()).toBe(before);
    store.add([named('a.jpg'), named('a.jpg')]);
    const after = store.getSnapshot();
    expect(after.items.map((item) => [item.name, item.state])).toEqual([
      ['a.jpg', 'queued'],
      ['a.jpg', 'queued'],
    ]);
    expect(after.items[0]?.id).not.toBe(after.items[1]?.id);
    expect(after.pending).toBe(true);
    expect(store.getSnapshot()).toBe(after);
    expect(store.getServerSnapshot()).toBe(store.getServerSnapshot());
    expect(store.getServerSnapshot().items).toEqual([]);
  });

  it('brings a file to the server with a claim for the very bytes', async () => {
    const { store, room } = setUp();
    store.touch();
    const id = addOne(store, named('a.jpg'));
    const states = statesOf(store, id);
    const item = await reached(store, id, 'done');
    expect(states).toEqual(['queued', 'preparing', 'screening', 'ready', 'uploading', 'done']);
    expect(item).toMatchObject({ outcome: 'allowed', progress: 1, canRetry: false });
    expect(store.getSnapshot()).toMatchObject({ pending: false, uploadIds: [item.uploadId] });
    const [upload] = await room.log('upload');
    expect(upload).toMatchObject({
      type: 'image/jpeg',
      parts: null,
      claim: { context: 'post', iss: location.origin, verdict: { action: 'allow' }, upload: { width: 96, height: 64 } },
    });
    expect((await room.log()).map(({ route }) => route)).toEqual(['challenge', 'precheck', 'upload']);
  });

  it('loses no file that is added while another is screened, and screens one after the other', async () => {
    const { store, screener } = setUp({ 'a.jpg': { waits: true } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'screening');
    const b = addOne(store, named('b.jpg'));
    const c = addOne(store, named('c.jpg'));
    expect(screener.seen).toHaveLength(1);
    expect(itemOf(store, b).state).toBe('queued');
    screener.release();
    for (const id of [a, b, c]) expect((await reached(store, id, 'done')).outcome).toBe('allowed');
    expect(screener.seen.map((line) => line.split(' ')[0])).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    expect(store.getSnapshot().uploadIds).toHaveLength(3);
  });

  it('keeps the identity of items that did not change', async () => {
    const { store } = setUp({ 'a.jpg': { action: 'block', reasons: ['risk-high'] } });
    const a = addOne(store, named('a.jpg'));
    const blocked = await reached(store, a, 'blocked');
    const b = addOne(store, named('b.jpg'));
    await reached(store, b, 'done');
    expect(itemOf(store, a)).toBe(blocked);
  });

  it('asks for nonces in one request and uses each for one file', async () => {
    const { store, room } = setUp();
    const ids = store.add(Array.from({ length: 8 }, (_, index) => named(`${index}.jpg`)));
    for (const id of ids) await reached(store, id, 'done');
    const nonces = (await room.log('upload')).map(({ claim }) => JSON.stringify(Reflect.get(Object(claim), 'nonce')));
    expect(new Set(nonces).size).toBe(8);
    expect((await room.log('challenge')).length).toBeLessThanOrEqual(2);
  });

  it('withdraws on removal what has arrived, and nothing on clear', async () => {
    const { store, room } = setUp();
    const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
    const { uploadId } = await reached(store, a, 'done');
    await reached(store, b, 'done');
    store.remove(a);
    expect(store.getSnapshot().items.map((item) => item.id)).toEqual([b]);
    await expect.poll(() => room.log('withdraw')).toEqual([{ route: 'withdraw', uploadId }]);
    store.clear();
    expect(store.getSnapshot()).toMatchObject({ items: [], pending: false, uploadIds: [] });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await room.log('withdraw')).toHaveLength(1);
  });
});

describe('cancel', () => {
  it('stops a queued and a screening file, and the next one goes on', async () => {
    const { store, screener } = setUp({ 'a.jpg': { waits: true } });
    const [a = '', b = '', c = ''] = store.add([named('a.jpg'), named('b.jpg'), named('c.jpg')]);
    await reached(store, a, 'screening');
    store.cancel(b);
    expect(itemOf(store, b)).toMatchObject({ state: 'cancelled', canRetry: true });
    store.cancel(a);
    expect(itemOf(store, a)).toMatchObject({ state: 'cancelled', canRetry: true });
    await reached(store, c, 'done');
    expect(screener.seen.map((line) => line.split(' ')[0])).toEqual(['a.jpg', 'c.jpg']);
    store.retry(b);
    expect((await reached(store, b, 'done')).outcome).toBe('allowed');
  });

  it('stops while choosing, and returns there on retry', async () => {
    const { store } = setUp({ 'a.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'choosing');
    store.cancel(a);
    expect(itemOf(store, a).state).toBe('cancelled');
    store.retry(a);
    expect(itemOf(store, a).state).toBe('choosing');
  });

  it('withdraws an upload that had all left when it was called off', async () => {
    const { store, room } = setUp();
    await room.set({ answerAfterMs: 400 });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'uploading');
    await expect.poll(() => itemOf(store, a).progress).toBe(1);
    store.cancel(a);
    expect(itemOf(store, a)).toMatchObject({ state: 'cancelled', canRetry: true });
    await expect.poll(() => room.log('withdraw'), { timeout: 5000 }).toHaveLength(1);
    expect(itemOf(store, a).state).toBe('cancelled');
  });

  it('stops before the bytes have left and sends nothing', async () => {
    const { store, room } = setUp();
    await room.set({ faults: { precheck: ['never'] } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'uploading');
    store.cancel(a);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await room.log('upload')).toEqual([]);
    expect(await room.log('withdraw')).toEqual([]);
  });

  it('does nothing to what has ended', async () => {
    const { store } = setUp({ 'b.jpg': { action: 'block' } });
    const [a = '', b = ''] = store.add([named('a.jpg'), named('b.jpg')]);
    await reached(store, a, 'done');
    await reached(store, b, 'blocked');
    store.cancel(a);
    store.cancel(b);
    store.retry(b);
    expect(itemOf(store, a).state).toBe('done');
    expect(itemOf(store, b).state).toBe('blocked');
  });
});

describe('a broken line', () => {
  it('shows the same claim again after a lost answer and gets the same upload, without sending the bytes twice', async () => {
    const { store, room } = setUp();
    await room.set({ faults: { upload: ['drop-after'] } });
    const item = await reached(store, addOne(store, named('a.jpg')), 'done');
    const uploads = await room.log('upload');
    const prechecks = await room.log('precheck');
    expect(uploads).toHaveLength(1);
    expect(new Set(prechecks.map(({ token }) => token)).size).toBe(1);
    expect(item.outcome).toBe('allowed');
    expect(await room.log('challenge')).toHaveLength(1);
  });

  it('also where prechecks are off', async () => {
    const { store, room } = setUp({}, { precheck: false });
    await room.set({ faults: { upload: ['drop-before', '502', 'drop-after'] } });
    await reached(store, addOne(store, named('a.jpg')), 'done');
    const claims = (await room.log('upload')).flatMap(({ claim }) =>
      claim === undefined ? [] : [JSON.stringify(claim)],
    );
    expect(new Set(claims).size).toBe(1);
  });

  it('fails after the last try, keeps the file, and goes on by retry without screening again', async () => {
    const { store, room, screener } = setUp({}, { limits: { firstPauseMs: 5, longestPauseMs: 10, tries: 2 } });
    await room.set({ faults: { upload: ['502', '502'] } });
    const a = addOne(store, named('a.jpg'));
    expect(await reached(store, a, 'failed')).toMatchObject({ canRetry: true, error: { code: 'network-failed' } });
    store.retry(a);
    await reached(store, a, 'done');
    expect(screener.seen).toHaveLength(1);
  });

  it('waits as long as the server asks when it is rate limited', async () => {
    const { store, room } = setUp();
    await room.set({ faults: { upload: ['429:rate-limited', '503:unavailable'] } });
    expect((await reached(store, addOne(store, named('a.jpg')), 'done')).outcome).toBe('allowed');
  });

  it('gives up an answer that never comes', async () => {
    const { store, room } = setUp({}, { limits: { uploadAnswerMs: 150, tries: 1 } });
    await room.set({ faults: { upload: ['never'] } });
    expect(await reached(store, addOne(store, named('a.jpg')), 'failed')).toMatchObject({
      error: { code: 'network-failed' },
      canRetry: true,
    });
  });

  it('waits for the connection to come back', async () => {
    let online = false;
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online });
    try {
      const { store, room } = setUp();
      const a = addOne(store, named('a.jpg'));
      await expect.poll(() => itemOf(store, a).waiting).toBe('connection');
      expect(itemOf(store, a).state).toBe('uploading');
      expect(await room.log()).toEqual([]);
      online = true;
      dispatchEvent(new Event('online'));
      const item = await reached(store, a, 'done');
      expect(item.waiting).toBeUndefined();
    } finally {
      Reflect.deleteProperty(navigator, 'onLine');
    }
  });

  it('screens under the bundled policy when the challenge is slow, and signs later', async () => {
    const { store, room, screener } = setUp({}, { limits: { policyWaitMs: 1_000, shortAnswerMs: 4_000 } });
    await room.set({ faults: { challenge: ['never'] } });
    const ids = store.add(['a.jpg', 'b.jpg', 'c.jpg'].map(named));
    // One of them waited, not each of them.
    await expect.poll(() => screener.seen, { timeout: 2_500 }).toHaveLength(3);
    expect(screener.seen).toEqual(['a.jpg', 'b.jpg', 'c.jpg'].map((name) => `${name} plain ${defaultDevicePolicy.id}`));
    for (const id of ids) await reached(store, id, 'done');
  });
});

describe('409', () => {
  it('signs once more, without measuring again, when the nonce has expired', async () => {
    const { store, room, screener } = setUp({}, { precheck: false });
    await room.set({ nonceLifeMs: 20_000 });
    store.touch();
    await expect.poll(() => room.log('challenge')).toHaveLength(1);
    // The ticket in stock looks fine to the store; to the server a minute has gone by.
    await room.set({ clockOffsetMs: 60_000 });
    await reached(store, addOne(store, named('a.jpg')), 'done');
    expect((await room.log()).map(({ route, refused }) => refused ?? route)).toEqual([
      'challenge',
      'upload',
      'nonce-expired',
      'upload',
    ]);
    expect(screener.seen).toHaveLength(1);
  });

  it('takes the clock of the server: a device that is an hour off signs valid claims', async () => {
    const { store, room } = setUp({}, { clock: () => Date.now() - 3_600_000 });
    expect((await reached(store, addOne(store, named('a.jpg')), 'done')).outcome).toBe('allowed');
    expect((await room.log()).filter(({ refused }) => refused !== undefined)).toEqual([]);
  });

  it('does not take tickets that are about to end', async () => {
    const { store, room } = setUp();
    await room.set({ nonceLifeMs: 5_000 });
    store.touch();
    await expect.poll(() => room.log('challenge')).toHaveLength(1);
    await room.set({ nonceLifeMs: 600_000 });
    await reached(store, addOne(store, named('a.jpg')), 'done');
    expect(await room.log('challenge')).toHaveLength(2);
  });

  it.each([
    ['plain', ['a.jpg plain own-1']],
    ['as-is', ['a.jpg plain own-1', 'a.jpg as-is own-2']],
  ] as const)('under a new policy that prepares %s, a file is screened: %j', async (preparation, expected) => {
    const { store, room, screener } = setUp({ 'a.jpg': { waits: true } });
    const own = { ...defaultDevicePolicy, id: 'own-1' };
    await room.set({ policy: own });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'screening');
    await room.set({ policy: { ...own, id: 'own-2', preparation }, forgetPolicies: true });
    screener.release();
    const released = setInterval(screener.release, 20);
    await reached(store, a, 'done');
    clearInterval(released);
    expect(screener.seen).toEqual(expected);
    expect((await room.log('upload'))[0]).toMatchObject({ claim: { policy: { id: 'own-2' } } });
    expect((await room.log()).filter(({ refused }) => refused === 'policy-unknown')).toHaveLength(1);
  });

  it('does not send a file that a new policy judges stricter', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'choosing');
    await room.set({ policy: { ...defaultDevicePolicy, id: 'own-2' }, forgetPolicies: true });
    store.choose(a, 'send');
    expect(await reached(store, a, 'blocked')).toMatchObject({ reasons: ['risk-high'] });
    expect(await room.log('upload')).toEqual([]);
  });

  it('gives up after so many renewals instead of going round', async () => {
    const { store, room } = setUp({}, { precheck: false });
    await room.set({ faults: { upload: Array.from({ length: 9 }, () => '409:nonce-replayed') } });
    const item = await reached(store, addOne(store, named('a.jpg')), 'failed');
    expect(item.error?.code).toBe('nonce-replayed');
    expect((await room.log('upload')).filter(({ fault }) => fault !== undefined)).toHaveLength(3);
  });
});

describe('what could not be screened', () => {
  const gaps: readonly [ErrorCode, string][] = [
    ['worker-load-failed', 'no-worker'],
    ['worker-crashed', 'no-worker'],
    ['worker-blocked-by-csp', 'no-worker'],
    ['worker-unsupported', 'browser-too-old'],
    ['assets-missing', 'model-missing'],
    ['model-failed', 'model-missing'],
    ['insecure-context', 'no-secure-context'],
    ['decode-failed', 'undecodable-format'],
  ];

  it.each(gaps)('%s goes to the server as it is, with reason %s and no pixel claims', async (code, reason) => {
    const { store, room } = setUp({ 'a.jpg': { fails: code } });
    const a = addOne(store, named('a.jpg'));
    const states = statesOf(store, a);
    await reached(store, a, 'done');
    expect(states).toContain('unscreened');
    const [upload] = await room.log('upload');
    expect(upload).toMatchObject({
      bytes: picture.size,
      claim: {
        verdict: { action: 'allow', reasons: [reason] },
        pdq: [],
        models: [],
        runtime: 'none',
        upload: { width: 96, height: 64, frames: { total: 1, screened: 0 } },
      },
    });
  });

  it.each(['empty-file', 'format-not-accepted', 'header-invalid', 'too-many-pixels'] as const)(
    '%s is the file itself: failed, not sent, no retry',
    async (code) => {
      const { store, room } = setUp({ 'a.jpg': { fails: code } });
      const a = addOne(store, named('a.jpg'));
      expect(await reached(store, a, 'failed')).toMatchObject({ error: { code }, canRetry: false });
      store.retry(a);
      expect(itemOf(store, a).state).toBe('failed');
      expect(await room.log('upload')).toEqual([]);
    },
  );

  it('says what is wrong with a damaged file before sending it', async () => {
    const { store, room } = setUp({ 'a.jpg': { fails: 'worker-crashed' } });
    const a = addOne(store, new File([new Uint8Array(300)], 'a.jpg'));
    expect((await reached(store, a, 'failed')).error?.code).toBe('format-unknown');
    expect(await room.log('upload')).toEqual([]);
  });

  it('without WebCrypto there is no claim but a repeat key, the same for every try', async () => {
    const { subtle } = crypto;
    Object.defineProperty(crypto, 'subtle', { configurable: true, value: undefined });
    try {
      const { store, room } = setUp({ 'a.jpg': { fails: 'insecure-context' } });
      await room.set({ faults: { upload: ['drop-after'] } });
      const item = await reached(store, addOne(store, named('a.jpg')), 'done');
      expect(item.outcome).toBe('allowed');
      const uploads = await room.log('upload');
      expect(uploads).toHaveLength(2);
      expect(new Set(uploads.map(({ repeatKey }) => repeatKey)).size).toBe(1);
      expect(uploads[0]).toMatchObject({ claim: null, context: 'post' });
      expect(await room.log('challenge')).toEqual([]);
    } finally {
      Object.defineProperty(crypto, 'subtle', { configurable: true, value: subtle });
    }
  });

  it('goes without a claim where the server gives no more tickets, and a risky one asks for a person', async () => {
    const { store, room } = setUp({ 'b.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    await room.set({ faults: { challenge: Array.from({ length: 8 }, () => '429:challenges-exhausted') } });
    expect((await reached(store, addOne(store, named('a.jpg')), 'done')).outcome).toBe('allowed');
    const b = addOne(store, named('b.jpg'));
    await reached(store, b, 'choosing');
    store.choose(b, 'send');
    expect((await reached(store, b, 'done')).outcome).toBe('held');
    expect((await room.log('upload')).map(({ claim, appeal }) => [claim, appeal])).toEqual([
      [null, false],
      [null, true],
    ]);
  });
});

describe('blocked and choosing', () => {
  it('sends nothing of a blocked file', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'block', reasons: ['risk-high'] } });
    const item = await reached(store, addOne(store, named('a.jpg')), 'blocked');
    expect(item).toMatchObject({ reasons: ['risk-high'], canRetry: false, appealed: false });
    expect(store.getSnapshot().pending).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await room.log()).map(({ route }) => route)).toEqual(['challenge']);
  });

  it('appeals with a note: signed, said to be an appeal, held', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'block', reasons: ['risk-high'] } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'blocked');
    store.appeal(a, ' It is a painting. ');
    const item = await reached(store, a, 'done');
    expect(item).toMatchObject({ outcome: 'held', appealed: true });
    const [upload] = await room.log('upload');
    expect(upload).toMatchObject({
      parts: ['safe_upload_claim', 'appeal', 'note', 'file'],
      appeal: true,
      note: 'It is a painting.',
      claim: { verdict: { action: 'block', reasons: ['risk-high'] } },
    });
    expect(await room.log('precheck')).toEqual([]);
  });

  it('appeals without a note in the query', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'block' } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'blocked');
    store.appeal(a);
    await reached(store, a, 'done');
    expect((await room.log('upload'))[0]).toMatchObject({ parts: null, appeal: true });
  });

  it('an appeal that is called off leaves a blocked file', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'block' } });
    await room.set({ faults: { upload: ['never'] } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'blocked');
    store.appeal(a);
    await reached(store, a, 'uploading');
    store.cancel(a);
    expect(itemOf(store, a)).toMatchObject({ state: 'blocked', appealed: false, canRetry: false });
  });

  it('sends nothing while the member chooses', async () => {
    const { store, room } = setUp({ 'a.jpg': { action: 'hold', reasons: ['risk-raised'] } });
    await room.set({ outcome: 'held' });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'choosing');
    expect(store.getSnapshot().pending).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await room.log('upload')).toEqual([]);
    expect(await room.log('precheck')).toEqual([]);
    store.choose(a, 'send');
    expect((await reached(store, a, 'done')).outcome).toBe('held');
  });
});

describe('quotas', () => {
  it('holds-waiting is not tried again by itself: failed with its code, the file kept, the button works', async () => {
    const { store, room, screener } = setUp();
    await room.set({ faults: { upload: ['429:holds-waiting'] } });
    const a = addOne(store, named('a.jpg'));
    expect(await reached(store, a, 'failed')).toMatchObject({ error: { code: 'holds-waiting' }, canRetry: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await room.log('upload')).filter(({ fault }) => fault !== undefined)).toHaveLength(1);
    expect(itemOf(store, a).file.size).toBe(picture.size);
    store.retry(a);
    expect((await reached(store, a, 'done')).outcome).toBe('allowed');
    expect(screener.seen).toHaveLength(1);
  });

  it('what an account may not use is not tried again at all', async () => {
    const { store, room } = setUp({}, { context: 'preview' });
    await room.set({ faults: { upload: ['403:use-off'] } });
    const a = addOne(store, named('a.jpg'));
    expect(await reached(store, a, 'failed')).toMatchObject({ error: { code: 'use-off' }, canRetry: false });
  });
});

describe('precheck and claim', () => {
  it('a picture refused by its digest is never sent', async () => {
    const { store, room } = setUp();
    const sha256 = Array.from(
      new Uint8Array(await crypto.subtle.digest('SHA-256', await picture.arrayBuffer())),
      (byte) => byte.toString(16).padStart(2, '0'),
    ).join('');
    await room.set({ refusedDigests: [sha256] });
    const item = await reached(store, addOne(store, named('a.jpg')), 'done');
    expect(item.outcome).toBe('refused');
    expect(store.getSnapshot().uploadIds).toEqual([]);
    expect(await room.log('upload')).toEqual([]);
  });

  it('a precheck that fails is no reason not to upload', async () => {
    const { store, room } = setUp();
    await room.set({ faults: { precheck: ['502'] } });
    expect((await reached(store, addOne(store, named('a.jpg')), 'done')).outcome).toBe('allowed');
  });

  it('a claim too long for a header goes in the form', async () => {
    const { store, room } = setUp({ 'a.jpg': { fingerprints: 16, labels: 40 } });
    await reached(store, addOne(store, named('a.jpg')), 'done');
    const [upload] = await room.log('upload');
    expect(upload?.parts).toEqual(['safe_upload_claim', 'file']);
    expect(JSON.stringify(upload?.claim).length).toBeGreaterThan((longestClaimHeader * 3) / 4 - 200);
  });

  it('sends the host’s own headers with every request', async () => {
    const { store, room } = setUp({}, { headers: async () => ({ authorization: 'Bearer abc' }) });
    await reached(store, addOne(store, named('a.jpg')), 'done');
    expect((await room.log('upload'))[0]?.authorization).toBe('Bearer abc');
  });
});

describe('the device key', () => {
  const databases = async () => (await indexedDB.databases()).map(({ name }) => name);
  const keyOf = async (room: Room) => Reflect.get(Object((await room.log('challenge'))[0]), 'key');

  it('is the same for an account in this browser, another for another account', async () => {
    const keys: unknown[] = [];
    for (const account of ['mossy', 'mossy', 'teapot']) {
      const { store, room } = setUp({}, { account });
      await reached(store, addOne(store, named('a.jpg')), 'done');
      keys.push(await keyOf(room));
    }
    expect(keys[0]).toEqual(keys[1]);
    expect(keys[2]).not.toEqual(keys[0]);
  });

  it('cannot be read out and leaves nothing after forget', async () => {
    const { store } = setUp({}, { account: 'mossy' });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'done');
    expect(await databases()).toContain(keyDatabaseName);
    await store.forget();
    expect(store.getSnapshot()).toBe(store.getServerSnapshot());
    expect(await databases()).not.toContain(keyDatabaseName);
    expect(Object.keys(localStorage).filter((name) => name.includes('safe'))).toEqual([]);
  });

  it('lives in memory without an account', async () => {
    const { store } = setUp();
    await reached(store, addOne(store, named('a.jpg')), 'done');
    expect(await databases()).not.toContain(keyDatabaseName);
  });

  it('lives in memory where IndexedDB is refused', async () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = () => {
      throw new DOMException('refused', 'SecurityError');
    };
    try {
      const { store } = setUp({}, { account: 'mossy' });
      expect((await reached(store, addOne(store, named('a.jpg')), 'done')).outcome).toBe('allowed');
    } finally {
      IDBFactory.prototype.open = open;
    }
  });
});

describe('dispose', () => {
  it('stops everything, empties the list, and takes no more files', async () => {
    const { store, room } = setUp({ 'a.jpg': { waits: true } });
    const a = addOne(store, named('a.jpg'));
    await reached(store, a, 'screening');
    store.dispose();
    expect(store.getSnapshot().items).toEqual([]);
    expect(() => store.add([named('b.jpg')])).toThrowError(expect.objectContaining({ code: 'disposed' }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await room.log('upload')).toEqual([]);
  });
});
