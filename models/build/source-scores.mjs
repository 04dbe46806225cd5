// @ts-check
import { writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { harmlessPhotos } from '../../test/support/harmless-photos.mjs';
import { at } from './at.mjs';
import { loadCore } from './core.mjs';
import { meanBgr } from './open-nsfw.mjs';

const DECIMALS = 6;

/**
 * Writes what the float source of `open-nsfw` says of every picture of the harmless list: `{ source, scores: [{ name,
 * sha256, nsfw }] }`. A test compares the committed file with it, so that nobody needs the wheel to run the tests.
 *
 * The source is fed as its authors do it, BGR on 0..255 minus the mean, prepared here and not by our graph: an error in the
 * graph's own preparing would show.
 * @param {Uint8Array} source `open-nsfw.onnx`
 * @param {string} sourceSha256
 * @param {string} file
 */
export async function writeSourceScores(source, sourceSha256, file) {
  const core = await loadCore();
  const session = await InferenceSession.create(source, { executionProviders: ['cpu'] }); // named: the WebAssembly runtime is here, too
  const [inputName, outputName] = [at(session.inputNames, 0), at(session.outputNames, 0)];
  const scores = [];
  for (const { name, file: picture, sha256 } of harmlessPhotos()) {
    const tensor = core.tensorFromFrame(core.compositeOverWhite(await decode(picture)));
    const input = new Tensor('float32', pictureForSource(tensor), [1, 224, 224, 3]);
    const output = (await session.run({ [inputName]: input }))[outputName];
    scores.push({ name, sha256, nsfw: Number(Number(output?.data[1]).toFixed(DECIMALS)) });
  }
  await session.release();
  const lines = scores.map((score) => `    ${JSON.stringify(score)}`).join(',\n');
  writeFileSync(file, `{\n  "source": "${sourceSha256}",\n  "scores": [\n${lines}\n  ]\n}\n`);
}

/**
 * A picture file's pixels, upright, in sRGB.
 * @param {string | Uint8Array} file a path or the file's bytes
 * @returns {Promise<import('./core.mjs').Frame>}
 */
export async function decode(file) {
  const { data, info } = await sharp(file)
    .rotate()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/**
 * A picture as the float source takes it: blue, green, red on 0..255, minus the mean.
 * @param {Float32Array} rgb in 0..1
 */
export function pictureForSource(rgb) {
  const swapped = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    for (let channel = 0; channel < 3; channel++)
      swapped[i + channel] = at(rgb, i + 2 - channel) * 255 - at(meanBgr, channel);
  }
  return swapped;
}
