/** What is said aloud of files that cannot be taken at all, by their kind or size: that, and not first that they were added. */
import { SafeUpload } from '@safeupload/react';
import { createSafeUpload } from '@safeupload/sdk';
import { afterEach, describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import { listening } from '../support/announced.js';
import { pictureNamed } from '../support/composer.js';
import { newRoom } from '../support/room.js';
import { scriptedScreener } from '../support/scripted-screener.js';

const mostBytes = 100_000;
const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function uploader() {
  const options = { endpoint: newRoom().endpoint, context: 'post', accept: 'image/*', mostBytes } as const;
  const screener = scriptedScreener({ 'wait.jpg': { waits: true } });
  const store = createSafeUpload({ screener, ...options });
  ends.push(() => store.dispose());
  await render(<SafeUpload store={store} mostBytes={mostBytes} />);
  return { store, heard: listening() };
}

const textFile = (name: string) => new File(['words'], name, { type: 'text/plain' });
const largeFile = (name: string) => new File([new Uint8Array(mostBytes + 1)], name, { type: 'image/jpeg' });
/** Longer than sentences are gathered. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 400));

describe('a file that cannot be taken', () => {
  it.each([
    ['of another kind', textFile('notes.txt'), 'notes.txt: This kind of file can’t be added here.'],
    ['too large', largeFile('huge.jpg'), 'huge.jpg: This file is too large. Up to 100 KB fits here.'],
  ])('%s: only that is said, once', async (_, file, sentence) => {
    const { store, heard } = await uploader();
    store.add([file]);
    await expect.poll(() => heard.assertive).toEqual([sentence]);
    await aWhile();
    expect(heard).toEqual({ polite: [], assertive: [sentence] });
  });

  it('is not counted among those that were added; those refused for the same are one sentence', async () => {
    const { store, heard } = await uploader();
    const picture = await pictureNamed('wait.jpg');
    store.add([
      textFile('a.txt'),
      picture,
      largeFile('b.jpg'),
      textFile('c.txt'),
      textFile('d.txt'),
      textFile('e.txt'),
    ]);
    const onItsWay = ['wait.jpg added.', 'wait.jpg: 25 % done.'];
    await expect.poll(() => heard.polite).toEqual(onItsWay);
    await aWhile();
    expect(heard).toEqual({
      polite: onItsWay,
      assertive: [
        'a.txt, c.txt, d.txt, …: This kind of file can’t be added here.',
        'b.jpg: This file is too large. Up to 100 KB fits here.',
      ],
    });
  });

  it('is still named where it took the place of another', async () => {
    const { store, heard } = await uploader();
    const [id = ''] = store.add([await pictureNamed('wait.jpg')]);
    await expect.poll(() => heard.polite[0]).toBe('wait.jpg added.');
    store.replace(id, textFile('notes.txt'));
    await expect.poll(() => heard.assertive).toEqual(['notes.txt: This kind of file can’t be added here.']);
    expect(heard.polite.at(-1)).toBe('wait.jpg removed.');
    expect(heard.polite.filter((text) => text.includes('notes.txt'))).toEqual([]);
  });
});
