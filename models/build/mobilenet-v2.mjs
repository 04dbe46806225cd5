// @ts-check
import { graphOfLayers } from './layers-graph.mjs';
import { nsfwLabels } from './layers-model.mjs';

/**
 * nsfwjs's MobileNetV2 as an ONNX file (see `graphOfLayers`).
 * @param {import('./layers-model.mjs').LayersModel} model
 * @param {{ float?: boolean }} [options]
 * @returns {Uint8Array}
 */
export const convertMobilenet = (model, { float = false } = {}) =>
  graphOfLayers(model, {
    name: 'mobilenet-v2',
    docString: 'MobileNetV2 of nsfwjs (MIT, Copyright (c) 2019 Infinite Red, Inc.), converted by SafeUpload',
    sidePx: 224,
    labels: nsfwLabels,
    float,
  });
