// @ts-check
import { graphOfLayers } from './layers-graph.mjs';
import { nsfwLabels } from './layers-model.mjs';

/** Side of the square the model takes, in pixels. */
export const inceptionSidePx = 299;

/**
 * nsfwjs's InceptionV3 as an ONNX file (see `graphOfLayers`). For the server only: 22 MB, and a picture takes ten times what
 * `mobilenet-v2` takes.
 * @param {import('./layers-model.mjs').LayersModel} model
 * @param {{ float?: boolean }} [options]
 * @returns {Uint8Array}
 */
export const convertInception = (model, { float = false } = {}) =>
  graphOfLayers(model, {
    name: 'inception-v3',
    docString: 'InceptionV3 of nsfwjs (MIT, Copyright (c) 2019 Infinite Red, Inc.), converted by SafeUpload',
    sidePx: inceptionSidePx,
    labels: nsfwLabels,
    float,
  });
