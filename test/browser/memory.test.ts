/** What the store holds of a picture that is done: its words, and the file as the member picked it. Nothing of its bytes. */
import { createSafeUpload, createScreener, type Screener, xhrTransport } from '@safeupload/sdk';
import { afterEach, expect, it } from 'vitest';
import { collectGarbage } from '../support/collect-garbage.js';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';

const made: { dispose(): void }[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.dispose();
});

/** The screener; what it gives is noted, and not kept alive by that. */
function noting(screener: Screener, bytes: WeakRef<object>[]): Screener {
  return {
    ...screener,
    async screen(file, options) {
      const screened = await screener.screen(file, options);
      bytes.push(new WeakRef(screened.bytes));
      return screened;
    },
  };
}

it.each([false, true])('lets prepared bytes go once they have arrived (kept for a reload: %s)', async (restore) => {
  const screener = createScreener({ assets: '/safe-upload/' });
  const bytes: WeakRef<object>[] = [];
  const bodies: WeakRef<object>[] = [];
  const store = createSafeUpload({
    screener: noting(screener, bytes),
    endpoint: newRoom().endpoint,
    context: 'post',
    account: 'member-1',
    restore,
    transport(request) {
      if (request.body instanceof Blob) bodies.push(new WeakRef(request.body));
      return xhrTransport(request);
    },
  });
  made.push(store, screener);
  store.add(await Promise.all([1, 2, 3].map((seed) => paintedFile(400, 300, 'image/jpeg', seed))));
  const states = () => store.getSnapshot().items.map(({ state }) => state);
  await expect.poll(states, { timeout: 30_000 }).toEqual(['done', 'done', 'done']);
  expect([bytes.length, bodies.length]).toEqual([3, 3]);
  const left = async () => {
    await collectGarbage();
    return [bytes, bodies].map((refs) => refs.filter((ref) => ref.deref() !== undefined).length);
  };
  await expect.poll(left, { timeout: 15_000 }).toEqual([0, 0]);
  await store.forget();
});

it('holds the bytes of what was screened once: as the blob that is sent, not beside it', async () => {
  const screener = createScreener({ assets: '/safe-upload/' });
  const bytes: WeakRef<object>[] = [];
  const store = createSafeUpload({
    screener: noting(screener, bytes),
    endpoint: newRoom().endpoint,
    context: 'post',
    send: 'host',
  });
  made.push(store, screener);
  store.add(await Promise.all([4, 5].map((seed) => paintedFile(400, 300, 'image/jpeg', seed))));
  const states = () => store.getSnapshot().items.map(({ state }) => state);
  await expect.poll(states, { timeout: 30_000 }).toEqual(['ready', 'ready']);
  const left = async () => {
    await collectGarbage();
    return bytes.filter((ref) => ref.deref() !== undefined).length;
  };
  await expect.poll(left, { timeout: 15_000 }).toBe(0);
});
