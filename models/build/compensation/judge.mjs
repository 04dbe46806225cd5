// @ts-check
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { harmlessPhotos, listedPictures } from '../../../test/support/harmless-photos.mjs';
import { at } from '../at.mjs';
import { loadCore } from '../core.mjs';
import { convertOpenNsfw } from '../open-nsfw.mjs';
import { decode } from '../source-scores.mjs';
import { calibrationPhotos } from './calibration.mjs';
import { differentiate } from './gradients.mjs';
import { nudge } from './nudge.mjs';
import { createRandom } from './random.mjs';
import { openSession } from './runtime.mjs';

/** @typedef {{ safe: number, nsfw: number }} Answer */

const SEED = 7;
const TARGETS = { least: -4, most: 4 };
const FADES = 11;
const BLUR = 4;

/** Native, four times as fast as WebAssembly: nothing of what it says goes into a model. */
const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, extra: { session: { disable_quant_qdq: '1' } } };

/**
 * Opens a judge of rounded models: how far they are from the float source on the harmless list, on its two halves, on the
 * photographs no rounding was fitted to, nudged towards scores in the middle, and on the trigger pictures faded into their
 * own blur.
 * @param {Uint8Array} source `open-nsfw.onnx`
 * @returns {Promise<(model: Uint8Array) => Promise<string[]>>} cells of a row
 */
export async function openJudge(source) {
  const groups = await judgingPictures(source);
  const expected = await answersOf(convertOpenNsfw(source, { kernels: new Map() }), groups);
  return async (model) => {
    const answers = await answersOf(model, groups);
    /** @param {string} group */
    const errors = (group) => {
      const pairs = named(answers, group).map(
        (answer, i) => /** @type {const} */ ([answer, at(named(expected, group), i)]),
      );
      const differences = pairs.map(([some, other]) => Math.abs(some.nsfw - other.nsfw));
      const squares = pairs.map(([some, other]) => (logOdds(some) - logOdds(other)) ** 2);
      return {
        largest: Math.max(...differences).toFixed(4),
        mean: mean(differences).toFixed(5),
        logOdds: Math.sqrt(mean(squares)).toFixed(2),
      };
    };
    const [list, fitted, other, nudged, faded] = [
      errors('list'),
      errors('fitted'),
      errors('other'),
      errors('nudged'),
      errors('faded'),
    ];
    return [
      ...[list.largest, list.mean],
      ...[fitted.largest, fitted.mean, fitted.logOdds],
      ...[other.largest, other.mean, other.logOdds],
      ...[nudged.largest, nudged.mean, nudged.logOdds],
      faded.logOdds,
    ];
  };
}

/** @param {Uint8Array} source */
async function judgingPictures(source) {
  const core = await loadCore();
  const graph = differentiate(source);
  const session = await openSession(graph.model);
  const random = createRandom(SEED);
  const fittedFiles = new Set(calibrationPhotos().map(({ name }) => name));
  const lines = listedPictures();
  /** @type {Map<string, Float32Array[]>} */
  const groups = new Map(['list', 'fitted', 'other', 'nudged', 'faded'].map((group) => [group, []]));
  for (const [index, { name, file, kind, isSmallerCopy }] of harmlessPhotos().entries()) {
    const tensor = core.tensorFromFrame(core.compositeOverWhite(await decode(file)));
    const { package: from, smallerCopyOf } = at(lines, index);
    const isFitted = fittedFiles.has(smallerCopyOf === undefined ? name : `${from}/${smallerCopyOf}`);
    named(groups, 'list').push(tensor);
    named(groups, isFitted ? 'fitted' : 'other').push(tensor);
    if (isFitted || isSmallerCopy || kind !== 'photograph') continue;
    const target = TARGETS.least + (TARGETS.most - TARGETS.least) * random();
    named(groups, 'nudged').push(await nudge(session, graph, tensor, target));
  }
  await session.close();
  for (const name of ['both', 'second-only', 'first-only']) {
    const file = fileURLToPath(new URL(`../../../test/fixtures/triggers/${name}.png`, import.meta.url));
    const sharpTensor = core.tensorFromFrame(core.compositeOverWhite(await decode(file)));
    const blurred = core.tensorFromFrame(
      core.compositeOverWhite(await decode(await sharp(file).blur(BLUR).png().toBuffer())),
    );
    for (let fade = 0; fade < FADES; fade++) {
      const share = fade / (FADES - 1);
      named(groups, 'faded').push(sharpTensor.map((value, i) => (1 - share) * value + share * at(blurred, i)));
    }
  }
  return groups;
}

/** @param {Uint8Array} model @param {Map<string, Float32Array[]>} groups */
async function answersOf(model, groups) {
  const session = await InferenceSession.create(model, options);
  /** @type {Map<Float32Array, Answer>} the groups overlap */
  const known = new Map();
  /** @type {Map<string, Answer[]>} */
  const answers = new Map();
  for (const [group, pictures] of groups) {
    const list = [];
    for (const picture of pictures) {
      let answer = known.get(picture);
      if (answer === undefined) {
        const { scores } = await session.run({ input: new Tensor('float32', picture, [1, 224, 224, 3]) });
        const [safe, nsfw] = [Number(scores?.data[0]), Number(scores?.data[1])];
        answer = { safe, nsfw };
        known.set(picture, answer);
      }
      list.push(answer);
    }
    answers.set(group, list);
  }
  await session.release();
  return answers;
}

/** @param {Answer} answer */
const logOdds = ({ safe, nsfw }) => Math.log(nsfw) - Math.log(safe);

/** @param {readonly number[]} numbers */
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** @template T @param {Map<string, T>} map @param {string} key @returns {T} */
function named(map, key) {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no group ${key}`);
  return value;
}
