/** Judged line: drop A, then B 150 ms later while A is screened: both settle. The real worker, the real models. */
import { createSafeUpload, createScreener, type ItemState } from '@safeupload/sdk';
import { expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';

it('A, then B 150 ms later while A is screened: both settle', async () => {
  const room = newRoom();
  const screener = createScreener({ assets: '/safe-upload/' });
  const store = createSafeUpload({ screener, endpoint: room.endpoint, context: 'post' });
  try {
    const a = await paintedFile(4000, 3000, 'image/jpeg', 1);
    const b = await paintedFile(1155, 866, 'image/jpeg', 2);
    store.touch();
    const statesOfA: ItemState[] = [];
    store.subscribe(() => {
      const state = store.getSnapshot().items[0]?.state;
      if (state !== undefined && statesOfA.at(-1) !== state) statesOfA.push(state);
    });
    store.add([a]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(['queued', 'preparing', 'screening']).toContain(statesOfA.at(-1));
    store.add([b]);
    await expect
      .poll(() => store.getSnapshot().items.map(({ state }) => state), { timeout: 40_000 })
      .toEqual(['done', 'done']);
    expect(store.getSnapshot().uploadIds).toHaveLength(2);
    expect(store.getSnapshot().pending).toBe(false);
    expect(new Set((await room.log('upload')).map(({ sha256 }) => sha256)).size).toBe(2);
  } finally {
    store.dispose();
    screener.dispose();
  }
});
