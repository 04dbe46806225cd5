/** Small copies of large pictures, for previews: upright, and none waits for one that does not come. */
import { expect, it } from 'vitest';
import { smallPictureOf } from '../../packages/react/src/small-picture.js';
import { fixturePicture } from '../support/fixture-picture.js';

const never = new AbortController().signal;
const asJpeg = (file: Blob) => new File([file], 'a.jpg', { type: 'image/jpeg' });

/** A picture on a disk in a cloud that does not answer. */
class Unanswered extends File {
  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({ pull: () => new Promise(() => {}) });
  }
}

async function pixelsOf(blob: Blob | null) {
  if (blob === null) throw new Error('no picture');
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  return { width, height, data: context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray() };
}

type Pixels = Awaited<ReturnType<typeof pixelsOf>>;

/** The mean difference of the values of two squares, of which `from` turns the second. */
function difference(a: Pixels, b: Pixels, from: (x: number, y: number, last: number) => readonly [number, number]) {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) {
    const pixel = at >> 2;
    const [x, y] = from(pixel % a.width, Math.floor(pixel / a.width), a.width - 1);
    sum += Math.abs((a.data[at] ?? 0) - (b.data[4 * (y * a.width + x) + (at & 3)] ?? 0));
  }
  return sum / a.data.length;
}

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a turned photo is upright, whichever way it is decoded: orientation %i',
  async (n) => {
    const file = await fixturePicture(`pictures/good/orientation-${n}.jpg`);
    const small = await pixelsOf(await smallPictureOf(asJpeg(file), never));
    // Without the type it is decoded at its full size.
    const whole = await pixelsOf(await smallPictureOf(new Blob([file]), never));
    expect([small.width, small.height]).toEqual([whole.width, whole.height]);
    expect(small.width).toBe(small.height);
    const upright = difference(small, whole, (x, y) => [x, y]);
    expect(upright).toBeLessThan(3);
    for (const turned of [
      difference(small, whole, (x, y, last) => [last - x, y]),
      difference(small, whole, (x, y, last) => [x, last - y]),
      difference(small, whole, (x, y, last) => [last - x, last - y]),
      difference(small, whole, (x, y) => [y, x]),
      difference(small, whole, (x, y, last) => [y, last - x]),
      difference(small, whole, (x, y, last) => [last - y, x]),
    ]) {
      expect(turned).toBeGreaterThan(3 * upright);
    }
  },
);

it('a picture that does not come keeps the next one waiting only until its row is gone', async () => {
  const gone = new AbortController();
  const first = smallPictureOf(new Unanswered([], 'cloud.jpg', { type: 'image/jpeg' }), gone.signal);
  const second = smallPictureOf(asJpeg(await fixturePicture('pictures/good/orientation-1.jpg')), never);
  gone.abort();
  expect(await first).toBeNull();
  expect(await second).toBeInstanceOf(Blob);
});
