import { type ModelManifest, type ModelScores, SafeUploadError, scoresFromOutput } from '@safeupload/sdk/core';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { failureOf } from './failure.js';
import { within } from './time-limit.js';

/** One opened model. */
export interface Session {
  readonly manifest: ModelManifest;
  /** What the model says of an input as `inputOf` makes it for this manifest. Blocks the worker for the time of one run. */
  run(input: Float32Array): Promise<ModelScores>;
}

/** Engine and version, as claims name it. */
export const runtimeName = `onnxruntime-web ${env.versions.web ?? ''} wasm`;

/** How long compiling the engine and opening a model may take, in ms: 0.3 s here, some seconds on an old phone. */
const openMs = 60_000;

let engine: Uint8Array<ArrayBuffer> | undefined;

/** Hands ONNX Runtime its WebAssembly; the first {@link openSession} compiles it, once for the worker's life. */
export function provideEngine(wasm: Uint8Array<ArrayBuffer>): void {
  engine = wasm;
  // One thread: more need cross-origin isolation of the whole page, and gave contradictory timings.
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  env.wasm.wasmBinary = wasm;
  env.logLevel = 'error';
}

/** Opens a model from verified bytes. Throws `model-failed`, `out-of-memory`. */
export async function openSession(manifest: ModelManifest, model: Uint8Array): Promise<Session> {
  if (engine === undefined)
    throw new SafeUploadError('model-failed', 'A model was opened before its engine was there.');
  try {
    const opening = InferenceSession.create(model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      // The weights are 8-bit and the sums are float: without this the runtime keeps unpacking them at every run.
      extra: { session: { disable_quant_qdq: '1' } },
    });
    const session = await within(opening, {
      limitMs: openMs,
      code: 'model-failed',
      message: `The model ${manifest.id} could not be opened within ${openMs / 1000} s.`,
      discard: (late) => void late.release(),
    });
    return { manifest, run: (input) => runSession(session, manifest, input) };
  } catch (thrown) {
    if (thrown instanceof Error && /Content Security Policy|unsafe-eval/.test(thrown.message)) {
      throw new SafeUploadError(
        'worker-blocked-by-csp',
        `The policy worker.js was served with forbids WebAssembly. Allow "script-src 'wasm-unsafe-eval'" for it.`,
        { cause: thrown },
      );
    }
    throw failureOf(thrown, 'model-failed', `The model ${manifest.id} could not be opened.`);
  }
}

async function runSession(
  session: InferenceSession,
  manifest: ModelManifest,
  values: Float32Array,
): Promise<ModelScores> {
  try {
    const input = new Tensor('float32', values, manifest.input.shape);
    const outputs = await session.run({ [manifest.input.name]: input });
    const output = outputs[manifest.output.name].data;
    if (
      !(output instanceof Float32Array) ||
      output.length !== manifest.labels.length ||
      !output.every(Number.isFinite)
    ) {
      throw new SafeUploadError('model-failed', `The model ${manifest.id} gave something that is not scores.`);
    }
    return scoresFromOutput(output, manifest);
  } catch (thrown) {
    throw failureOf(thrown, 'model-failed', `The model ${manifest.id} could not be run.`);
  }
}
