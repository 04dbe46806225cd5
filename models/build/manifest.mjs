// @ts-check
import { sha256 } from './digest.mjs';
import { labels as mobilenetLabels } from './mobilenet-v2.mjs';
import { labels as openNsfwLabels } from './open-nsfw.mjs';
import { sources } from './sources.mjs';

/** @typedef {keyof typeof sources} ModelId */

/** What differs between the two; what they share is written out in `manifestOf`. */
const descriptions = {
  'mobilenet-v2': {
    title: 'MobileNetV2 of nsfwjs, 8-bit weights',
    labels: mobilenetLabels,
    riskLabels: ['Hentai', 'Porn'],
    licence: 'MIT',
  },
  'open-nsfw': {
    title: 'open_nsfw of Yahoo (thin ResNet-50), 8-bit weights',
    labels: openNsfwLabels,
    riskLabels: ['nsfw'],
    licence: 'BSD-2-Clause',
  },
};

/**
 * The text of a model's `manifest.json`; `@safeupload/sdk/core` parses it strictly and refuses any other shape.
 * @param {ModelId} id
 * @param {Uint8Array} file the ONNX file
 */
export function manifestOf(id, file) {
  const { title, labels, riskLabels, licence } = descriptions[id];
  const { registry, package: name, version, weights } = sources[id];
  const manifest = {
    v: 1,
    id,
    title,
    labels,
    riskLabels,
    // Both models take one tensor: the whole picture squeezed to 224² by area averaging.
    input: { name: 'input', shape: [1, 224, 224, 3], layout: 'NHWC', channels: 'RGB', range: [0, 1], resize: 'area' },
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
