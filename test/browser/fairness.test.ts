/**
 * A small picture behind a large one: the real worker, and the order in which its stages are told. Never times: the order
 * alone says who waited for whom.
 */
import { createSafeUpload, createScreener, type Screener } from '@safeupload/sdk';
import { defaultDevicePolicy, preparations, sdkVersion } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { mayOvertake, noteOvertaken } from '../../packages/sdk/src/browser/connection-overtaking.js';
import { paintedFile } from '../support/painted-file.js';
import { rejectionOf } from '../support/rejection-of.js';
import { newRoom } from '../support/room.js';
import { fakeWorker, greetingThen, wrappedWorker } from '../support/wrapped-worker.js';

const made: { dispose(): void }[] = [];

function newScreener(worker?: () => Worker): Screener {
  // The machine that runs the tests may be busy with others.
  const screener = createScreener({
    assets: '/safe-upload/',
    silentMs: 60_000,
    ...(worker === undefined ? {} : { worker }),
  });
  made.push(screener);
  return screener;
}

afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

/** A picture of so many pixels, painted small and drawn larger: 48 million pixels of sines take too long. */
async function largeFile(width: number, height: number): Promise<File> {
  const type = 'image/jpeg';
  const bitmap = await createImageBitmap(await paintedFile(width / 8, height / 8, 'image/png', 7));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type, quality: 0.9 });
  return new File([blob], 'large.jpg', { type });
}

const large = await largeFile(8000, 6000);
const small = await Promise.all([1, 2, 3, 4].map((seed) => paintedFile(1152, 864, 'image/jpeg', seed)));

describe.each(preparations)('%s: a 1 MP photo added while a 48 MP one', (preparation) => {
  const policy = { ...defaultDevicePolicy, preparation };

  it.each([
    ['is decoded or read', 'preparing', 0],
    ['is encoded, or its pixels are read', 'preparing', 1],
    ['is looked at by the model', 'measuring', 0],
  ])('%s waits for at most one stage of it', async (_when, stage, nth) => {
    const screener = newScreener();
    await screener.prefetch();
    const told: string[] = [];
    let adding: Promise<unknown> = Promise.resolve();
    let seen = 0;
    const first = screener.screen(large, {
      policy,
      onProgress(progress) {
        told.push(`large ${progress.stage}`);
        // As-is there is one report of preparing only.
        const at = preparation === 'as-is' && stage === 'preparing' ? 0 : nth;
        if (progress.stage !== stage || seen++ !== at) return;
        told.push('added');
        adding = screener
          .screen(small[nth] ?? small[0] ?? large, { policy, onProgress: (own) => told.push(`small ${own.stage}`) })
          .then(() => told.push('small done'));
      },
    });
    expect((await first).evidence.frames.screened).toBe(1);
    told.push('large done');
    await adding;
    const [added, begun, done] = [told.indexOf('added'), told.indexOf('small reading'), told.indexOf('small done')];
    expect(added).toBeGreaterThanOrEqual(0);
    expect(begun).toBeGreaterThan(added);
    // At the most one stage of the large one is told of in between.
    expect(told.slice(added + 1, begun).length).toBeLessThanOrEqual(1);
    // From then on the large one stands still until the small one is done.
    expect(told.slice(begun, done).filter((line) => line.startsWith('large'))).toEqual([]);
    expect(done).toBeLessThan(told.indexOf('large done'));
  });
});

it('in a list, the small one is ready before the large one', async () => {
  const store = createSafeUpload({
    screener: newScreener(),
    endpoint: newRoom().endpoint,
    context: 'post',
    send: 'host',
  });
  made.push(store);
  const [first = ''] = store.add([large]);
  const ready: string[] = [];
  let second: string | undefined;
  const settled = new Promise<void>((resolve) => {
    store.subscribe(() => {
      const { items } = store.getSnapshot();
      if (second === undefined && items.some(({ stage }) => stage === 'preparing')) {
        second = '';
        queueMicrotask(() => {
          [second] = store.add([small[0] ?? large]);
        });
      }
      for (const { id, state } of items) if (state === 'ready' && !ready.includes(id)) ready.push(id);
      if (ready.length === 2) resolve();
    });
  });
  await settled;
  expect(ready).toEqual([second, first]);
});

describe('two large ones', () => {
  it('are never worked on at once', async () => {
    const screener = newScreener();
    const told: string[] = [];
    const work = ['a', 'b'].map((name) =>
      screener.screen(large, { onProgress: () => told.push(name) }).then(() => told.push(`${name} done`)),
    );
    await Promise.all(work);
    expect(told.lastIndexOf('a')).toBeLessThan(told.indexOf('a done'));
    expect(told.indexOf('b')).toBeGreaterThan(told.lastIndexOf('a'));
  });

  it('are not decoded at once where one of them is short: it is read, and waits', async () => {
    const drawn = new OffscreenCanvas(6000, 4800);
    drawn.getContext('2d')?.fillRect(0, 0, 6000, 4800);
    const blob = await drawn.convertToBlob({ type: 'image/png' });
    expect(blob.size).toBeLessThan(large.size / 2);
    const screener = newScreener();
    await screener.prefetch();
    const told: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    await screener.screen(large, {
      onProgress({ stage, done }) {
        told.push(`a ${stage}`);
        if (told.length > 1 || done > 1) return;
        second = screener.screen(new File([blob], 'flat.png'), { onProgress: (own) => told.push(`b ${own.stage}`) });
      },
    });
    told.push('a done');
    await second;
    const before = told.slice(0, told.indexOf('a done')).filter((line) => line.startsWith('b'));
    expect(new Set(before)).toEqual(new Set(['b reading']));
  });
});

it('many small ones pass a large one, but not all of them', async () => {
  const screener = newScreener();
  await screener.prefetch();
  const done: string[] = [];
  const work = [screener.screen(large).then(() => done.push('large'))];
  for (let index = 0; index < 12; index += 1) {
    work.push(screener.screen(small[index % 4] ?? large).then(() => done.push('small')));
  }
  await Promise.all(work);
  // Between two small ones it comes a stage further, so that it may be done before eight have passed.
  expect(done.indexOf('large')).toBeGreaterThan(0);
  expect(done.indexOf('large')).toBeLessThanOrEqual(8);
});

it('at most three at once, each at most half of the one before, and none is overtaken a ninth time', () => {
  const of = (bytes: number) => ({ bytes, overtaken: 0 });
  expect(mayOvertake(of(50), [of(100)])).toBe(true);
  expect(mayOvertake(of(51), [of(100)])).toBe(false);
  expect(mayOvertake(of(25), [of(100), of(50)])).toBe(true);
  expect(mayOvertake(of(26), [of(100), of(50)])).toBe(false);
  expect(mayOvertake(of(1), [of(100), of(50), of(25)])).toBe(false);
  const large = of(100);
  for (let count = 0; count < 8; count += 1) {
    expect(mayOvertake(of(1), [large])).toBe(true);
    noteOvertaken([large]);
  }
  expect(mayOvertake(of(1), [large])).toBe(false);
});

it('a picture that breaks the worker takes no other with it', async () => {
  // The first worker breaks when it has the second picture; the next one is real.
  const breaking = fakeWorker(
    greetingThen(
      sdkVersion,
      `self.count = (self.count ?? 0) + 1;
if (self.count === 2) {
  postMessage({ type: 'progress', id: data.id, progress: { stage: 'reading', done: 0 } });
  setTimeout(() => { throw new Error('broken'); }, 20);
}`,
    ),
  );
  let started = 0;
  const screener = newScreener(() => (started++ === 0 ? breaking() : wrappedWorker('')()));
  const first = screener.screen(large);
  const second = rejectionOf(screener.screen(small[0] ?? large));
  expect((await second).code).toBe('worker-crashed');
  expect((await first).verdict.action).toBe('allow');
  expect(started).toBe(2);
});
