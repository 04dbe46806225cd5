// @ts-check
import { at } from '../at.mjs';
import { convertOpenNsfw } from '../open-nsfw.mjs';
import { calibrationPictures } from './calibration.mjs';
import { prepareRounding, roundWithCompensation } from './compensate.mjs';
import { differentiate } from './gradients.mjs';
import { lastLayerCorrection } from './last-layer.mjs';
import { openSession } from './runtime.mjs';
import { sensitivitiesOf } from './sensitivity.mjs';

/** @typedef {{ prepared: ReturnType<typeof prepareRounding>[], pictures: Float32Array[], expected: number[] }} Calibration */

/** Weights that are rounded: all convolutions but the first. */
const WEIGHTS = 5.87e6;

/**
 * The error in the log-odds that is expected of the published model on pictures like the calibration's. The curve of size
 * against error, from which it was chosen, is in the model's card.
 */
export const PUBLISHED_ERROR = 0.08;

/**
 * The √12-fold error that one rounded weight may add, so that all of them together add `error`.
 * @param {number} error in the log-odds, root mean square
 */
export const noiseOf = (error) => error * Math.sqrt(12 / WEIGHTS);

/**
 * Everything that rounding needs and that is the same for every size: minutes of work.
 * @param {Uint8Array} source `open-nsfw.onnx`
 * @returns {Promise<Calibration>}
 */
export async function calibrate(source) {
  const graph = differentiate(source);
  const session = await openSession(graph.model);
  const pictures = await calibrationPictures(session, graph);
  console.log(`open-nsfw: ${pictures.length} calibration pictures`);
  const { sensitivities, logOdds } = await sensitivitiesOf(session, graph, pictures, (done) => {
    if (done % 20 === 0) console.log(`open-nsfw: gradients of ${done} pictures`);
  });
  await session.close();
  const prepared = graph.convolutions.map((convolution, index) =>
    prepareRounding(convolution, at(sensitivities, index)),
  );
  return { prepared, pictures, expected: logOdds };
}

/**
 * The published model.
 * @param {Uint8Array} source `open-nsfw.onnx`
 * @param {Calibration} calibration
 * @param {number} [error] expected, in the log-odds
 */
export async function compress(source, { prepared, pictures, expected }, error = PUBLISHED_ERROR) {
  const kernels = new Map(prepared.map((one) => [one.kernel, roundWithCompensation(one, noiseOf(error))]));
  const correction = await lastLayerCorrection(convertOpenNsfw(source, { kernels }), pictures, expected);
  return convertOpenNsfw(source, { kernels, correction });
}
