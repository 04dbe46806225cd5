import { compositeOverWhite, tensorFromFrame, tensorSidePx } from '@safeupload/sdk/core';
import sharp from 'sharp';

/** A model's tensor of an image file, from full-resolution pixels through core's own resizing. */
export async function tensorOf(file: string | Uint8Array, sidePx: number = tensorSidePx): Promise<Float32Array> {
  const { data, info } = await sharp(file)
    .rotate()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return tensorFromFrame(compositeOverWhite({ width: info.width, height: info.height, data }), sidePx);
}

/** `count` different abstract tensors: waves of colour in random directions, every third with noise. Always the same. */
export function abstractTensors(count: number, sidePx: number = tensorSidePx): Float32Array[] {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' linear congruential generator
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, n) => {
    const waves = Array.from({ length: 3 }, () => ({ x: 0.3 * random(), y: 0.3 * random(), phase: 6 * random() }));
    const noise = n % 3 === 0 ? 0.4 : 0;
    return Float32Array.from({ length: sidePx * sidePx * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      const [x, y] = [pixel % sidePx, Math.floor(pixel / sidePx)];
      const wave = waves[i % 3] ?? { x: 0, y: 0, phase: 0 };
      const colour = 0.5 + 0.5 * Math.sin(x * wave.x + y * wave.y + wave.phase);
      return (1 - noise) * colour + noise * random();
    });
  });
}

/** `count` items from all over the list. */
export function spread<T>(list: readonly T[], count: number): T[] {
  return list.filter(
    (_, index) => Math.floor((index * count) / list.length) !== Math.floor(((index - 1) * count) / list.length),
  );
}
