// @ts-check
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { balloons, hillsAtDusk, kites, meadow, paperCut, paperSea, quilt, snail, winterVillage } from './scenes.mjs';

/** The pictures of the demo's threads: drawn by this script, ours, and committed as JPEG beside it. */
const scenes = {
  'hills-at-dusk': hillsAtDusk,
  'paper-sea': paperSea,
  quilt,
  'paper-cut': paperCut,
  'winter-village': winterVillage,
  balloons,
  meadow,
  kites,
  snail,
};

for (const [name, draw] of Object.entries(scenes)) {
  let quality = 84;
  let bytes = await sharp(Buffer.from(draw())).flatten().jpeg({ quality, mozjpeg: true }).toBuffer();
  // A thread with eight pictures should open on a phone: none is larger than 200 KB.
  while (bytes.length > 200_000 && quality > 50) {
    quality -= 4;
    bytes = await sharp(Buffer.from(draw())).flatten().jpeg({ quality, mozjpeg: true }).toBuffer();
  }
  await writeFile(new URL(`${name}.jpg`, import.meta.url), bytes);
  console.log(`${name}.jpg ${Math.round(bytes.length / 1000)} KB, quality ${quality}`);
}
