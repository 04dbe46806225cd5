// @ts-check
import { sha256 } from './digest.mjs';
import { inceptionSidePx } from './inception-v3.mjs';
import { nsfwLabels } from './layers-model.mjs';
import { labels as openNsfwLabels } from './open-nsfw.mjs';
import { sources } from './sources.mjs';

/** @typedef {keyof typeof sources} ModelId */

/** What differs between the models; what they share is written out in `manifestOf`. */
const descriptions = {
  'mobilenet-v2': {
    title: 'MobileNetV2 of nsfwjs, 8-bit weights',
    labels: nsfwLabels,
    riskLabels: ['Hentai', 'Porn'],
    sidePx: 224,
    licence: 'MIT',
  },
  'inception-v3': {
    title: 'InceptionV3 of nsfwjs, 8-bit weights',
    labels: nsfwLabels,
    riskLabels: ['Hentai', 'Porn'],
    sidePx: inceptionSidePx,
    licence: 'MIT',
  },
  'open-nsfw': {
    title: 'open_nsfw of Yahoo (thin ResNet-50), rounded weights',
    labels: openNsfwLabels,
    riskLabels: ['nsfw'],
    sidePx: 224,
    licence: 'BSD-2-Clause',
  },
};

/**
 * The text of a model's `manifest.json`; `@safeupload/sdk/core` parses it strictly and refuses any other shape.
 * @param {ModelId} id
 * @param {Uint8Array} file the ONNX file
 */
export function manifestOf(id, file) {
  const { title, labels, riskLabels, sidePx, licence } = descriptions[id];
  const { registry, package: name, version, weights } = sources[id];
  const manifest = {
    v: 1,
    id,
    title,
    labels,
    riskLabels,
    // The whole picture squeezed by area averaging; the two shipped models take the same tensor.
    input: {
      name: 'input',
      shape: [1, sidePx, sidePx, 3],
      layout: 'NHWC',
      channels: 'RGB',
      range: [0, 1],
      resize: 'area',
    },
    output: { name: 'scores', shape: [1, labels.length] },
    file: 'model.onnx',
    bytes: file.length,
    sha256: sha256(file),
    licence,
    source: { registry, package: name, version, path: weights.path, sha256: weights.sha256 },
  };
  // Arrays on one line, as Biome formats them: a rebuilt manifest must not differ from the committed one.
  const text = JSON.stringify(manifest, null, 2).replace(/\[[^[\]{}]*\]/g, (list) => list.replace(/\s*\n\s*/g, ' '));
  return `${text.replaceAll('[ ', '[').replaceAll(' ]', ']')}\n`;
}
