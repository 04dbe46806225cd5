import { tensorSidePx } from '@safeupload/sdk/core';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';

/** Runs a model on one tensor (side × side × 3, RGB, 0..1) and returns the probabilities in the order of its labels. */
export type Run = (tensor: Float32Array) => Promise<Float32Array>;

/**
 * Without this the native runtime replaces dequantized weights and their operators by 8-bit arithmetic: scores move by
 * up to 0.002, and it becomes two times slower.
 */
const extra = { session: { disable_quant_qdq: '1' } };

/** The model in onnxruntime-node, as the server opens it; on one thread, because test files run side by side. */
export async function openNative(file: Uint8Array, sidePx: number = tensorSidePx): Promise<Run> {
  const session = await native.InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    extra,
  });
  return async (tensor) => {
    const { scores } = await session.run({ input: new native.Tensor('float32', tensor, [1, sidePx, sidePx, 3]) });
    return floatsOf(scores?.data);
  };
}

/**
 * The model in onnxruntime-web's wasm, one thread, as the browser opens it. The provider is named on purpose: both
 * runtimes register with one onnxruntime-common, and without a name the native one would answer here, too.
 */
export async function openWasm(file: Uint8Array): Promise<Run> {
  web.env.wasm.numThreads = 1;
  const session = await web.InferenceSession.create(file, { executionProviders: ['wasm'], extra });
  return async (tensor) => {
    const { scores } = await session.run({
      input: new web.Tensor('float32', tensor, [1, tensorSidePx, tensorSidePx, 3]),
    });
    return floatsOf(scores?.data);
  };
}

function floatsOf(values: unknown): Float32Array {
  if (!(values instanceof Float32Array)) throw new TypeError('expected the model to return floats named "scores"');
  return values;
}

/** The largest difference between two lists of probabilities. */
export function farthestApart(some: ArrayLike<number>, others: ArrayLike<number>): number {
  let farthest = some.length === others.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < some.length; i++) {
    farthest = Math.max(farthest, Math.abs((some[i] ?? Number.NaN) - (others[i] ?? Number.NaN)));
  }
  return farthest;
}
