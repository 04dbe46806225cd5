// @ts-check
// Decoded frame → scores by the product's own functions, in a worker, as the product runs them.
import { compositeOverWhite, parseManifest, scoresFromOutput, tensorFromFrame } from '@safeupload/sdk/core';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';

/** @type {Promise<{ session: InferenceSession, manifest: import('@safeupload/sdk/core').ModelManifest }> | undefined} */
let opened;

async function open(/** @type {string} */ assets) {
  const bytesOf = async (/** @type {string} */ path) => (await fetch(assets + path)).arrayBuffer();
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = await bytesOf('ort-wasm-simd-threaded.wasm');
  const manifest = parseManifest(await (await fetch(`${assets}mobilenet-v2/manifest.json`)).json());
  const model = new Uint8Array(await bytesOf('mobilenet-v2/model.onnx'));
  return { session: await InferenceSession.create(model, { executionProviders: ['wasm'] }), manifest };
}

addEventListener('message', async ({ data: { assets, frame } }) => {
  opened ??= open(assets);
  const { session, manifest } = await opened;
  const startedAt = performance.now();
  const tensor = tensorFromFrame(compositeOverWhite(frame));
  const output = await session.run({ [manifest.input.name]: new Tensor('float32', tensor, [1, 224, 224, 3]) });
  const scores = scoresFromOutput(/** @type {Float32Array} */ (output[manifest.output.name]?.data), manifest);
  postMessage({ ms: performance.now() - startedAt, scores: scores.scores });
});
