/**
 * What the server receives is what was signed, byte for byte: for every way a file comes in and every way it goes out.
 * The real screener, worker, key and requests; the server is the protocol double, which takes the digest of what arrives.
 */
import { SafeUpload } from '@safeupload/react';
import {
  createSafeUpload,
  createScreener,
  fetchTransport,
  type SafeUploadStore,
  type Screener,
  xhrTransport,
} from '@safeupload/sdk';
import { type DevicePolicy, defaultDevicePolicy, digestOf, type Preparation, preparations } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';

const screener = createScreener({ assets: '/safe-upload/' });
afterAll(() => screener.dispose());

const stores: SafeUploadStore[] = [];
afterEach(async () => {
  cleanup();
  for (const store of stores.splice(0)) {
    await store.forget();
    store.dispose();
  }
});

const holding = (file: File): DataTransfer => {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  return transfer;
};

function inputOf(): HTMLInputElement {
  const input = document.querySelector('input[type=file]');
  if (!(input instanceof HTMLInputElement)) throw new Error('no input');
  return input;
}

/** The member opens the picker with this button and chooses this file. */
async function choose(button: RegExp, file: File): Promise<boolean> {
  const input = inputOf();
  let asCamera = false;
  input.addEventListener(
    'click',
    (event) => {
      event.preventDefault();
      asCamera = input.hasAttribute('capture');
    },
    { once: true },
  );
  const opener = [...document.querySelectorAll('button')].find(({ textContent }) => button.test(textContent ?? ''));
  opener?.click();
  await expect.poll(() => opener !== undefined).toBe(true);
  input.files = holding(file).files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return asCamera;
}

const sources = {
  pick: async (file: File) => expect(await choose(/choose|add/i, file)).toBe(false),
  camera: async (file: File) => expect(await choose(/photo/i, file)).toBe(true),
  drop: async (file: File) => {
    const event = { dataTransfer: holding(file), bubbles: true, cancelable: true };
    document.querySelector('textarea')?.dispatchEvent(new DragEvent('drop', event));
  },
  paste: async (file: File) => {
    const event = { clipboardData: holding(file), bubbles: true, cancelable: true };
    document.querySelector('textarea')?.dispatchEvent(new ClipboardEvent('paste', event));
  },
};

const transports = { xhr: xhrTransport, fetch: fetchTransport };

const account = 'member-1';

/** The screener, and the digests of what it gave. */
function watched(policy: DevicePolicy): { screener: Screener; digests: string[] } {
  const digests: string[] = [];
  return {
    digests,
    screener: {
      ...screener,
      // The store belongs to the test, the screener to all of them.
      forget() {},
      async screen(file, options) {
        const screened = await screener.screen(file, { ...options, policy });
        digests.push(await digestOf(screened.bytes));
        return screened;
      },
    },
  };
}

const arbitraryPicture = fc.record({
  width: fc.integer({ min: 5, max: 700 }),
  height: fc.integer({ min: 5, max: 700 }),
  type: fc.constantFrom('image/jpeg', 'image/png', 'image/webp'),
  seed: fc.integer({ min: 1, max: 1_000 }),
});

async function whatArrives(
  source: keyof typeof sources | 'restored',
  transport: keyof typeof transports,
  preparation: Preparation,
  file: File,
): Promise<void> {
  const room = newRoom();
  const policy: DevicePolicy = { ...defaultDevicePolicy, id: `test-${preparation}`, preparation };
  await room.set({ policy });
  const watching = watched(policy);
  const made = (more: { send?: 'host' }) => {
    const store = createSafeUpload({
      screener: watching.screener,
      endpoint: room.endpoint,
      context: 'post',
      account,
      restore: source === 'restored',
      transport: transports[transport],
      ...more,
    });
    stores.push(store);
    return store;
  };
  let store = made(source === 'restored' ? { send: 'host' } : {});
  if (source === 'restored') {
    store.add([file]);
    await expect.poll(() => store.getSnapshot().items.map(({ state }) => state)).toEqual(['ready']);
    store.dispose();
    store = made({});
    expect(await store.restore()).toBe(1);
  } else {
    await render(
      <form>
        <textarea />
        <SafeUpload store={store} />
      </form>,
    );
    await sources[source](file);
  }
  const states = () => store.getSnapshot().items.map(({ state }) => state);
  await expect.poll(states, { timeout: 20_000 }).toEqual(['done']);
  const arrivals = await room.log('upload');
  expect(arrivals).toHaveLength(1);
  const [arrival] = arrivals;
  // Provable: the double parsed a claim of this shape before it logged it.
  const { upload, source: picked } = (arrival?.claim ?? {}) as {
    upload: { sha256: string; bytes: number };
    source: { sha256: string };
  };
  expect(arrival?.sha256).toBe(upload.sha256);
  expect(arrival?.bytes).toBe(upload.bytes);
  expect(watching.digests).toEqual([upload.sha256]);
  const original = await digestOf(new Uint8Array(await file.arrayBuffer()));
  expect(picked.sha256).toBe(original);
  if (preparation === 'as-is') expect(upload.sha256).toBe(original);
  cleanup();
  await store.forget();
}

describe.each([...Object.keys(sources), 'restored'] as const)('%s', (source) => {
  it.each(Object.keys(transports) as (keyof typeof transports)[])('over %s', async (transport) => {
    await page.viewport(900, 700);
    // A file as it was picked is never kept on the device, so there is none to come back.
    for (const preparation of source === 'restored' ? (['plain'] as const) : preparations) {
      await fc.assert(
        fc.asyncProperty(arbitraryPicture, async ({ width, height, type, seed }) => {
          const file = await paintedFile(width, height, type, seed);
          // Provable: the names come from the keys of `sources`.
          await whatArrives(source as keyof typeof sources | 'restored', transport, preparation, file);
        }),
        { numRuns: 3, endOnFailure: true },
      );
    }
  });
});
