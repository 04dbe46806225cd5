import { createRequire } from 'node:module';
import { join } from 'node:path';
import { io, loadLayersModel, type Tensor, tensor4d } from '@tensorflow/tfjs';
import { nsfwjsRoot } from '../../models/build/layers-model.mjs';
import { sources } from '../../models/build/sources.mjs';
import type { Run } from './sessions.js';

/** nsfwjs's MobileNetV2 in TensorFlow.js itself (plain JavaScript backend), read from the package without our reader. */
export async function openInTensorflow(): Promise<Run> {
  const require = createRequire(import.meta.url);
  const { topology, weights } = sources['mobilenet-v2'];
  const { modelTopology, weightsManifest } = require(join(nsfwjsRoot(), topology.path));
  const weightData = Uint8Array.from(Buffer.from(require(join(nsfwjsRoot(), weights.path)), 'base64')).buffer;
  const model = await loadLayersModel(
    io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  return async (tensor) => {
    const input = tensor4d(tensor, [1, 224, 224, 3]);
    const output = model.predict(input) as Tensor; // a model with one output returns one tensor, not a list
    const scores = await output.data<'float32'>();
    input.dispose();
    output.dispose();
    return scores;
  };
}
