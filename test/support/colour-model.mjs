// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGraph } from '../../models/build/onnx/graph.mjs';

/**
 * What a colour model takes and gives; see {@link writeColourModel}.
 * @typedef {{
 *   id: string,
 *   title?: string,
 *   side?: number,
 *   layout?: 'NHWC' | 'NCHW',
 *   channels?: 'RGB' | 'BGR',
 *   normalize?: { mean: [number, number, number], std: [number, number, number] },
 *   activation?: 'none' | 'softmax' | 'sigmoid',
 *   failsOnBright?: boolean,
 * }} ColourModel
 */

/**
 * Writes a model that anybody can foretell into `directory`: its three scores are the means of the picture's three
 * channels, as they reach it, and its risk is the first one's. With `failsOnBright` it answers what is not a number where
 * a mean is above one half. Returns the folder's address.
 * @param {string} directory made where it is missing
 * @param {ColourModel} model
 * @returns {Promise<URL>}
 */
export async function writeColourModel(directory, model) {
  const { id, title = 'Colours', side = 32, layout = 'NHWC', channels = 'RGB', normalize, activation } = model;
  const shape = layout === 'NHWC' ? [1, side, side, 3] : [1, 3, side, side];
  const graph = createGraph({
    name: id,
    docString: 'The mean of each channel',
    input: { name: 'pixels', shape },
    output: { name: 'means', shape: [1, 3] },
  });
  const reduction = { axes: layout === 'NHWC' ? [1, 2] : [2, 3], keepdims: 0 };
  if (model.failsOnBright === true) {
    const means = graph.add('ReduceMean', 'plain', ['pixels'], reduction);
    const below = graph.add('Sub', 'below', [graph.floats('half', [1], Float32Array.of(0.5)), means]);
    // The root of a negative number is none.
    graph.add('Sqrt', 'means', [below]);
  } else graph.add('ReduceMean', 'means', ['pixels'], reduction);
  const file = graph.encode();
  const sha256 = createHash('sha256').update(file).digest('hex');
  const manifest = {
    v: 1,
    id,
    title,
    labels: ['first', 'second', 'third'],
    riskLabels: ['first'],
    input: {
      name: 'pixels',
      shape,
      layout,
      channels,
      range: [0, 1],
      resize: 'area',
      ...(normalize === undefined ? {} : { normalize }),
    },
    output: { name: 'means', shape: [1, 3], ...(activation === undefined ? {} : { activation }) },
    file: 'model.onnx',
    bytes: file.length,
    sha256,
    licence: 'MIT',
    source: { registry: 'none', package: id, version: '1', path: 'test/support/colour-model.mjs', sha256 },
  };
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'model.onnx'), file);
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return pathToFileURL(`${directory}/`);
}
