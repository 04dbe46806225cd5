import sharp from 'sharp';

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A harmless abstract picture, another for every seed: coloured blotches with some grain. */
export async function paint(
  seed: number,
  format: 'jpeg' | 'png' | 'webp' = 'jpeg',
  size: { width: number; height: number } = { width: 320, height: 240 },
): Promise<Uint8Array<ArrayBuffer>> {
  const next = numbersFrom(seed);
  const coarse = Uint8Array.from({ length: 12 * 9 * 3 }, () => Math.floor(next() * 256));
  const picture = sharp(coarse, { raw: { width: 12, height: 9, channels: 3 } }).resize(size.width, size.height, {
    fit: 'fill',
    kernel: 'cubic',
  });
  const encoded =
    format === 'jpeg'
      ? picture.jpeg({ quality: 85 })
      : format === 'png'
        ? picture.png()
        : picture.webp({ quality: 85 });
  return new Uint8Array(await encoded.toBuffer());
}
