import type { NightPicture } from './night-script.js';
import { seededNumbers } from './seeded-numbers.js';

/** Colours from deep to light: sea, moss, plum, dusk, slate, meadow, lake, heather. Calm to look at, and nothing like skin. */
const palettes = [
  ['1d3f5c', '3d7f8f', '9cc7bf', 'eef4e6'],
  ['24402f', '5c8a5a', 'b3c98a', 'f6f2d5'],
  ['33285a', '6d62a8', 'aab4dd', 'eef0fa'],
  ['1c2f4f', '4f6fa8', '9ec0e0', 'f1f3ec'],
  ['23393a', '5b7f80', 'a8c4bd', 'f0efe4'],
  ['2f4a1f', '7d9a3c', 'd3cf6b', 'fbf7d0'],
  ['12424a', '2f8f94', '8fd0c0', 'f3f7dc'],
  ['3a2a52', '8a6fae', 'c9b7dc', 'f3eff6'],
] as const;

const widthPx = 320;
const heightPx = 240;

/**
 * The bytes of a picture: soft washes of one palette, another for every seed, as PNG; a copy is the same painting smaller
 * and as JPEG, which a fingerprint recognises and a digest does not.
 */
export async function paintPicture(
  picture: Pick<NightPicture, 'paintSeed' | 'isCopy'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { default: sharp } = await import('sharp');
  const next = seededNumbers(picture.paintSeed);
  const palette = palettes[Math.floor(next() * palettes.length)] ?? palettes[0];
  const [columns, rows] = [8, 6];
  const coarse = Uint8Array.from({ length: columns * rows }, () => Math.floor(next() * 256));
  const heights = await sharp(coarse, { raw: { width: columns, height: rows, channels: 1 } })
    .resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic' })
    // Cubic interpolation of one channel comes back as three.
    .extractChannel(0)
    .raw()
    .toBuffer();
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < widthPx * heightPx; at++) pixels.set(colourAt(palette, (heights[at] ?? 0) / 255), at * 3);
  const painting = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } });
  const encoded = picture.isCopy ? painting.resize(280, 210).jpeg({ quality: 72 }) : painting.png();
  return new Uint8Array(await encoded.toBuffer());
}

/** A little WebP of the picture, in base64, to show on a page. */
export async function thumbnailOf(bytes: Uint8Array): Promise<string> {
  const { default: sharp } = await import('sharp');
  const little = await sharp(bytes).resize(96, 72, { fit: 'cover' }).webp({ quality: 70 }).toBuffer();
  return little.toString('base64');
}

/** The colour at a share of the way from the deepest to the lightest. */
function colourAt(palette: readonly string[], share: number): [number, number, number] {
  const place = Math.min(0.999, Math.max(0, share)) * (palette.length - 1);
  const from = Number.parseInt(palette[Math.floor(place)] ?? '0', 16);
  const to = Number.parseInt(palette[Math.floor(place) + 1] ?? '0', 16);
  const part = place - Math.floor(place);
  const mix = (shift: number) => Math.round(((from >> shift) & 255) * (1 - part) + ((to >> shift) & 255) * part);
  return [mix(16), mix(8), mix(0)];
}
