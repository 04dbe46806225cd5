import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { io, loadLayersModel, setBackend, type Tensor, tensor4d } from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { layersModelFiles } from '../../models/build/layers-model.mjs';
import type { Run } from './sessions.js';

const require = createRequire(import.meta.url);

/**
 * One of nsfwjs's models in TensorFlow.js itself, read from the package without our reader. InceptionV3 wants the `wasm`
 * backend: in plain JavaScript a picture takes a minute.
 */
export async function openInTensorflow(
  id: 'mobilenet-v2' | 'inception-v3',
  sidePx: number,
  backend: 'cpu' | 'wasm',
): Promise<Run> {
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  if (!(await setBackend(backend))) throw new Error(`expected TensorFlow.js to have the backend ${backend}`);
  const { topology, weights } = layersModelFiles(id);
  const { modelTopology, weightsManifest } = require(topology);
  const shards = weights.map((file) => Buffer.from(require(file), 'base64'));
  const weightData = Uint8Array.from(Buffer.concat(shards)).buffer;
  const model = await loadLayersModel(
    io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  return async (tensor) => {
    const input = tensor4d(tensor, [1, sidePx, sidePx, 3]);
    const output = model.predict(input) as Tensor; // a model with one output returns one tensor, not a list
    const scores = await output.data<'float32'>();
    input.dispose();
    output.dispose();
    return scores;
  };
}
