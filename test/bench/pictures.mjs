// @ts-check
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import sharp from 'sharp';

/**
 * The bench's pictures. `noise` is the part of 16 by which neighbours differ: less of it where a camera's 48 MP have to fit
 * the 10 MB that may be sent.
 * @type {Readonly<Record<string, { width: number, height: number, quality: number, noise: number }>>}
 */
const sizes = {
  '1mp': { width: 1152, height: 864, quality: 90, noise: 16 },
  '2mp': { width: 1632, height: 1224, quality: 90, noise: 16 },
  '12mp': { width: 4000, height: 3000, quality: 90, noise: 16 },
  many: { width: 4000, height: 3000, quality: 93, noise: 16 },
  '48mp': { width: 8000, height: 6000, quality: 85, noise: 12 },
};

/** @type {Map<string, Promise<Uint8Array>>} */
const made = new Map();

/**
 * The picture of a key such as `12mp-0` (size and seed), made when first asked for; null for any other key.
 * @param {string} key
 * @returns {Promise<Uint8Array> | null}
 */
export function benchPicture(key) {
  const [name = '', seed = ''] = key.split('-');
  const size = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
  if (size === undefined || !/^[0-2]$/.test(seed)) return null;
  const known = made.get(key) ?? paint(size, Number(seed));
  made.set(key, known);
  return known;
}

/**
 * A camera-like JPEG: smooth areas, edges and noise, the same bytes at every run. Nothing but arithmetic is in it.
 * @param {{ width: number, height: number, quality: number, noise: number }} size @param {number} seed
 * @returns {Promise<Buffer>}
 */
function paint({ width, height, quality, noise }, seed) {
  const pixels = new Uint8Array(width * height * 3);
  const across = Float64Array.from({ length: width }, (_, x) => Math.sin((x * 6) / width + seed) * 40);
  let state = 0x9e3779b9 ^ seed;
  for (let y = 0; y < height; y++) {
    const down = Math.cos((y * 9) / height + seed / 2) * 50;
    for (let x = 0; x < width; x++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const grain = (((state & 31) - 16) * noise) / 16;
      const hill = (across[x] ?? 0) + down;
      const edge = ((x >> 6) ^ (y >> 7) ^ seed) & 1 ? 30 : 0;
      const at = (y * width + x) * 3;
      pixels[at] = Math.max(0, Math.min(255, 120 + hill + edge + grain));
      pixels[at + 1] = Math.max(0, Math.min(255, 110 + hill / 2 + edge + grain));
      pixels[at + 2] = Math.max(0, Math.min(255, 90 - hill / 2 + edge + grain));
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/**
 * A photograph of 2 MP at quality 90: one that an installed package brings, of the harmless list. A made picture's PDQ bits
 * lie closer together than a photograph's, which costs the eight orientations their short way.
 * @param {string} name
 * @returns {Promise<Uint8Array>}
 */
export function photograph(name) {
  const folder = dirname(createRequire(import.meta.url).resolve('material-kit/package.json'));
  return sharp(`${folder}/assets/img/${name}.jpg`)
    .resize(1632, 1224, { fit: 'cover' })
    .jpeg({ quality: 90 })
    .toBuffer();
}
