/** A hundred mounts with the real screener and its real worker: nothing of them is left. */
import { type UseSafeUpload, useSafeUpload } from '@safeupload/react';
import { StrictMode } from 'react';
import { expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { pictureNamed } from '../support/composer.js';
import { newRoom } from '../support/room.js';

it('leaves no worker and no store behind after 100 mounts', async () => {
  const RealWorker = globalThis.Worker;
  let running = 0;
  let started = 0;
  globalThis.Worker = class extends RealWorker {
    constructor(...options: ConstructorParameters<typeof Worker>) {
      super(...options);
      running += 1;
      started += 1;
    }
    override terminate() {
      running -= 1;
      super.terminate();
    }
  };
  const stores: WeakRef<UseSafeUpload['store']>[] = [];
  const room = newRoom();
  function Uploader({ file }: { readonly file: File }) {
    const { store, items, add } = useSafeUpload({ assets: '/safe-upload/', endpoint: room.endpoint, context: 'post' });
    if (!stores.some((known) => known.deref() === store)) stores.push(new WeakRef(store));
    return (
      <button type="button" onClick={() => add([file])}>
        {items.length}
      </button>
    );
  }
  try {
    for (let mount = 0; mount < 100; mount += 1) {
      const screen = await render(
        <StrictMode>
          <Uploader file={await pictureNamed('a.jpg')} />
        </StrictMode>,
      );
      // Every tenth is used, and gone in the middle of its work.
      if (mount % 10 === 0) {
        screen
          .getByRole('button')
          .element()
          .dispatchEvent(new MouseEvent('click', { bubbles: true }));
        await expect.element(screen.getByText('1')).toBeVisible();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await screen.unmount();
    }
    await expect.poll(() => running, { timeout: 10_000 }).toBe(0);
    expect(started).toBeGreaterThanOrEqual(1);
    expect(stores.length).toBeGreaterThanOrEqual(100);
    await expect
      .poll(
        async () => {
          await Reflect.apply(Reflect.get(cdp(), 'send'), cdp(), ['HeapProfiler.collectGarbage']);
          return stores.filter((store) => store.deref() !== undefined).length;
        },
        { timeout: 20_000 },
      )
      .toBeLessThanOrEqual(2);
  } finally {
    globalThis.Worker = RealWorker;
  }
});
