import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { describe, expect, it } from 'vitest';
import { decodeReduced } from '../../packages/sdk/src/worker/decode-reduced.js';
import { encodeBitmap, encodeDrawn } from '../../packages/sdk/src/worker/encode-bitmap.js';
import { jobOf } from '../../packages/sdk/src/worker/job.js';
import { fixturePicture } from '../support/fixture-picture.js';

const job = jobOf(new AbortController().signal, () => undefined);
const encoding = { format: 'jpeg', quality: 0.85, limitMs: 10_000 } as const;

async function halfOf(path: string) {
  const bytes = new Uint8Array(await (await fixturePicture(`pictures/good/${path}`)).arrayBuffer());
  const header = readHeader(bytes, wireLimits);
  const made = await decodeReduced(bytes, header, Math.max(header.width, header.height) / 2, job, 10_000);
  if (made === null) throw new Error('Chromium decodes fractions.');
  return made;
}

describe('pixels that are encoded without being drawn', () => {
  it.each(['orientation-1.jpg', 'progressive.jpg', 'grey.jpg', 'cmyk.jpg'])(
    'give the very bytes that drawing them gives: %s',
    async (path) => {
      const { bitmap, isDrawn } = await halfOf(path);
      expect(isDrawn).toBe(true);
      const drawn = await encodeBitmap(bitmap, bitmap, encoding, job);
      const moved = await encodeDrawn(bitmap, encoding, job);
      expect(moved.bytes).toEqual(drawn.bytes);
      expect(moved.blob.type).toBe('image/jpeg');
      // What was moved is gone: nobody pays for it twice.
      expect(bitmap.width).toBe(0);
    },
  );

  it('would be wrong where they lie turned or in a wide gamut, which is why those are drawn', async () => {
    for (const path of ['orientation-6.jpg', 'display-p3.jpg']) {
      const { bitmap, isDrawn } = await halfOf(path);
      expect(isDrawn).toBe(false);
      const drawn = await encodeBitmap(bitmap, bitmap, encoding, job);
      expect((await encodeDrawn(bitmap, encoding, job)).bytes).not.toEqual(drawn.bytes);
    }
  });
});
