// @ts-check
// Writes orientations.json: the same picture of four coloured quarters in three formats with
// each of the eight EXIF orientations, and in places where EXIF is ignored. `shown` is what Chromium 156 makes of it
// and what both sides must agree on; test/browser/orientation.test.ts asks a real browser again.
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { exifBlock, orientationBlock } from '../fixtures/pictures/exif-bytes.mjs';
import { exifSegment, withSegments } from '../fixtures/pictures/jpeg-bytes.mjs';
import { joined, latin1, png, pngChunk } from '../fixtures/pictures/png-bytes.mjs';
import { oriented } from './synthetic-pixels.mjs';

const [width, height] = [32, 16];
const data = new Uint8Array(4 * width * height);
for (let y = 0; y < height; y++) {
  for (let x = 0; x < width; x++) {
    const colour = y >= 8 ? (x < 16 ? [0, 0, 255] : [255, 255, 255]) : x < 16 ? [255, 0, 0] : [0, 255, 0];
    data.set([...colour, 255], 4 * (y * width + x));
  }
}
const frame = { width, height, data };
const raw = () => sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
const rgb = new Uint8Array(await raw().raw().toBuffer());
const jpeg = new Uint8Array(await raw().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer());
const plainPng = png(width, height, 8, 2, rgb);

/** @type {{ name: string, format: 'jpeg' | 'png' | 'webp', bytes: Uint8Array, orientation: number }[]} */
const files = [];
for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  const exif = orientationBlock(orientation);
  const webp = await raw().withMetadata({ orientation }).webp({ lossless: true }).toBuffer();
  files.push(
    { name: `jpeg ${orientation}`, format: 'jpeg', bytes: withSegments(jpeg, [exifSegment(exif)]), orientation },
    {
      name: `png ${orientation}`,
      format: 'png',
      bytes: png(width, height, 8, 2, rgb, [pngChunk('eXIf', exif)]),
      orientation,
    },
    { name: `webp ${orientation}`, format: 'webp', bytes: new Uint8Array(webp), orientation: 1 },
  );
}
const [six, three] = [orientationBlock(6), orientationBlock(3)];
const silent = exifBlock({ main: [[0x0110, 2, 'camera']] });
/** @param {string} name @param {Uint8Array[]} blocks @param {number} orientation */
const addJpeg = (name, blocks, orientation) =>
  files.push({ name, format: 'jpeg', bytes: withSegments(jpeg, blocks.map(exifSegment)), orientation });
/** @param {string} name @param {Uint8Array} bytes @param {number} orientation */
const addPng = (name, bytes, orientation) => files.push({ name, format: 'png', bytes, orientation });
addJpeg('jpeg, two blocks', [six, three], 6);
addJpeg('jpeg, a silent block first', [silent, six], 1);
addJpeg('jpeg, value 9', [orientationBlock(9)], 1);
addJpeg('jpeg, LONG', [exifBlock({ main: [[0x0112, 4, [6]]] })], 1);
addJpeg('jpeg, two values', [exifBlock({ main: [[0x0112, 3, [6, 6]]] })], 1);
const end = plainPng.length - 12;
addPng('png, after the pixels', joined([plainPng.subarray(0, end), pngChunk('eXIf', six), plainPng.subarray(end)]), 1);
addPng('png, with prefix', png(width, height, 8, 2, rgb, [pngChunk('eXIf', joined([latin1('Exif\0\0'), six]))]), 1);
addPng('png, two chunks', png(width, height, 8, 2, rgb, [pngChunk('eXIf', six), pngChunk('eXIf', three)]), 6);

/** The colours in the middle of the four quarters, left to right, top to bottom. @param {number} orientation */
function shown(orientation) {
  const turned = oriented(frame, orientation);
  const quarters = [1, 3].flatMap((row) =>
    [1, 3].map((column) => {
      const at = 4 * (Math.floor((row * turned.height) / 4) * turned.width + Math.floor((column * turned.width) / 4));
      return [...turned.data.subarray(at, at + 3)];
    }),
  );
  return { width: turned.width, height: turned.height, quarters };
}

const vectors = files.map(({ name, format, bytes, orientation }) => ({
  name,
  format,
  base64: Buffer.from(bytes).toString('base64'),
  orientation,
  shown: shown(orientation),
}));
const note = 'One picture in every EXIF orientation, and what is shown of it. Made by make-orientations.mjs.';
await writeFile(new URL('orientations.json', import.meta.url), `${JSON.stringify({ note, vectors }, null, 1)}\n`);
console.log(`orientations.json: ${vectors.length} files`);
