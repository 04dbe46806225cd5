import { distanceBetween, fingerprintOf } from '@safeupload/sdk/core';
import sharp from 'sharp';
import { paint } from './paint.js';

/** A picture somewhere on the way from one painted picture to another: its fingerprint wanders with it. */
export interface Blend {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hash: string;
}

const size = { width: 256, height: 192 };

/** The picture of seed `from`, with this share (0–1) of the picture of seed `to` in it, as PNG. */
export async function blend(from: number, to: number, share: number): Promise<Blend> {
  const [one, other] = await Promise.all([pixelsOf(from), pixelsOf(to)]);
  const mixed = Uint8Array.from(one, (value, index) => Math.round(value * (1 - share) + (other[index] ?? 0) * share));
  const rgba = new Uint8ClampedArray(size.width * size.height * 4).fill(255);
  for (let pixel = 0; pixel < size.width * size.height; pixel++) {
    rgba.set(mixed.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  const { hash } = fingerprintOf({ ...size, data: rgba });
  const png = await sharp(mixed, { raw: { ...size, channels: 3 } })
    .png()
    .toBuffer();
  return { bytes: new Uint8Array(png), hash };
}

/** A first picture, one further from it than `distance`, and one between that is within `distance` of both, nearer to the second. */
export async function bridge(from: number, to: number, distance: number): Promise<readonly [Blend, Blend, Blend]> {
  const first = await blend(from, to, 0);
  const steps = 60;
  const way: Blend[] = [];
  for (let step = 1; step <= steps; step++) way.push(await blend(from, to, step / steps));
  for (const far of way) {
    if (distanceBetween(first.hash, far.hash) <= distance + 4) continue;
    const between = way.find((one) => {
      const toFar = distanceBetween(one.hash, far.hash);
      const toFirst = distanceBetween(one.hash, first.hash);
      return toFirst <= distance - 3 && toFar < toFirst;
    });
    if (between !== undefined) return [first, far, between];
  }
  throw new Error('these two seeds have no bridge: take others');
}

async function pixelsOf(seed: number): Promise<Uint8Array> {
  const png = await paint(seed, 'png', size);
  return new Uint8Array(await sharp(png).removeAlpha().raw().toBuffer());
}
