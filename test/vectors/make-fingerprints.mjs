// @ts-check
// Writes fingerprints.json: the fingerprints of all eight orientations, made by hashing really transformed pixels with
// the plain transcription of PDQ below, which must first agree with every vector of the C++ reference.
// (The reference's own dihedral hashes are sign flips of one transform, up to 88 bits away from these.)
import { readFile, writeFile } from 'node:fs/promises';
import { frameOf, oriented } from './synthetic-pixels.mjs';

const f = Math.fround;

/** @param {Float32Array} input @param {number} from @param {number} stride @param {number} n @param {Float32Array} output */
function box(input, from, stride, n, output) {
  const window = Math.floor((n + 127) / 128);
  const half = Math.floor((window + 2) / 2);
  let sum = f(0);
  let count = 0;
  for (let i = 0; i < half - 1; i++) {
    sum = f(sum + input[from + i * stride]);
    count++;
  }
  for (let i = 0; i < n; i++) {
    const entering = i + half - 1;
    const leaving = i - (window - half) - 1;
    if (entering < n) {
      sum = f(sum + input[from + entering * stride]);
      count++;
    }
    if (leaving >= 0) {
      sum = f(sum - input[from + leaving * stride]);
      count--;
    }
    output[from + i * stride] = sum / count;
  }
}

/** @param {{ width: number, height: number, data: Uint8Array }} frame */
function fingerprint({ width, height, data }) {
  if (width < 5 || height < 5) return { hash: '0'.repeat(64), quality: 0 };
  let plane = new Float32Array(width * height);
  for (let i = 0; i < plane.length; i++) {
    const [r, g, b] = [f(f(0.299) * data[4 * i]), f(f(0.587) * data[4 * i + 1]), f(f(0.114) * data[4 * i + 2])];
    plane[i] = f(f(r + g) + b);
  }
  if (width !== 64 || height !== 64) {
    let other = new Float32Array(width * height);
    for (let round = 0; round < 2; round++) {
      for (let y = 0; y < height; y++) box(plane, y * width, 1, width, other);
      [plane, other] = [other, plane];
      for (let x = 0; x < width; x++) box(plane, x, width, height, other);
      [plane, other] = [other, plane];
    }
  }
  const a = new Float32Array(64 * 64);
  for (let i = 0; i < 64; i++) {
    const y = Math.floor(((i + 0.5) * height) / 64);
    for (let j = 0; j < 64; j++) a[64 * i + j] = plane[y * width + Math.floor(((j + 0.5) * width) / 64)];
  }
  let steps = 0;
  const step = (/** @type {number} */ u, /** @type {number} */ v) => Math.abs(Math.trunc(f(f(f(u - v) * 100) / 255)));
  for (let i = 0; i < 63; i++) for (let j = 0; j < 64; j++) steps += step(a[64 * i + j], a[64 * (i + 1) + j]);
  for (let i = 0; i < 64; i++) for (let j = 0; j < 63; j++) steps += step(a[64 * i + j], a[64 * i + j + 1]);
  const d = new Float32Array(16 * 64);
  for (let i = 0; i < 16; i++) {
    for (let j = 0; j < 64; j++)
      d[64 * i + j] = f(Math.sqrt(2 / 64)) * Math.cos((Math.PI / 128) * (i + 1) * (2 * j + 1));
  }
  const t = new Float32Array(16 * 64);
  for (let i = 0; i < 16; i++) {
    for (let j = 0; j < 64; j++) for (let k = 0; k < 64; k++) t[64 * i + j] += f(d[64 * i + k] * a[64 * k + j]);
  }
  const b = new Float32Array(256);
  for (let i = 0; i < 16; i++) {
    for (let j = 0; j < 16; j++) for (let k = 0; k < 64; k++) b[16 * i + j] += f(t[64 * i + k] * d[64 * j + k]);
  }
  const median = Float32Array.from(b).sort()[127];
  let hash = '';
  for (let i = 15; i >= 0; i--) {
    let word = 0;
    for (let j = 0; j < 16; j++) if (b[16 * i + j] > median) word += 2 ** j;
    hash += word.toString(16).padStart(4, '0');
  }
  return { hash, quality: Math.min(100, Math.floor(steps / 90)) };
}

const reference = JSON.parse(await readFile(new URL('pdq-synthetic.json', import.meta.url), 'utf8'));
const vectors = [];
for (const { generator, width, height, expectedHashFull, qualityFull } of reference.vectors) {
  const frame = frameOf(generator, width, height);
  const upright = fingerprint(frame);
  if (upright.quality !== qualityFull || (qualityFull > 0 && upright.hash !== expectedHashFull)) {
    throw new Error(`The transcription disagrees with the reference on ${generator} ${width}×${height}.`);
  }
  if (qualityFull === 0) continue;
  const fingerprints = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => fingerprint(oriented(frame, orientation)));
  // A flat orientation hashes to float noise, as in the reference's own vectors.
  if (fingerprints.some(({ quality }) => quality === 0)) continue;
  vectors.push({ generator, width, height, fingerprints });
}
const note =
  'Fingerprints of the eight orientations (index n - 1 is EXIF orientation n), each hashed from really transformed pixels. Generators as in pdq-synthetic.json. Made by make-fingerprints.mjs.';
await writeFile(new URL('fingerprints.json', import.meta.url), `${JSON.stringify({ note, vectors }, null, 1)}\n`);
console.log(`fingerprints.json: ${vectors.length} pictures × 8 orientations`);
