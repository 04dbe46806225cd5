// @ts-check
import sharp from 'sharp';

/**
 * A camera-like JPEG: smooth areas, edges and noise, the same bytes at every run. Nothing but arithmetic is in it.
 * @param {number} width @param {number} height @param {number} seed
 * @returns {Promise<Buffer>}
 */
export function benchPicture(width, height, seed) {
  const pixels = new Uint8Array(width * height * 3);
  let state = 0x9e3779b9 ^ seed;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const noise = (state & 31) - 16;
      const hill = Math.sin((x * 6) / width + seed) * 40 + Math.cos((y * 9) / height + seed / 2) * 50;
      const edge = ((x >> 6) ^ (y >> 7) ^ seed) & 1 ? 30 : 0;
      const at = (y * width + x) * 3;
      pixels[at] = Math.max(0, Math.min(255, 120 + hill + edge + noise));
      pixels[at + 1] = Math.max(0, Math.min(255, 110 + hill / 2 + edge + noise));
      pixels[at + 2] = Math.max(0, Math.min(255, 90 - hill / 2 + edge + noise));
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}
