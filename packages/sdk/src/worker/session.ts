import { type ModelManifest, type ModelScores, SafeUploadError, scoresFromOutput } from '@safeupload/sdk/core';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { failureOf } from './failure.js';
import { nextTask } from './next-task.js';
import { within } from './time-limit.js';
import { warmUpModel, warmUpShape } from './warm-up-model.js';

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

/** How often at most the small model is run while the first real one is on its way. */
const mostWarmUps = 4;

let provided = false;
let started = false;

/** Stands for the compiled engine where ONNX Runtime takes bytes only. */
const standIn = new ArrayBuffer(8);
let compiled: WebAssembly.Module | undefined;

/** Hands ONNX Runtime its WebAssembly, compiled or as bytes that the first session compiles, once for the worker's life. */
export function provideEngine(wasm: WebAssembly.Module | Uint8Array<ArrayBuffer>): void {
  provided = true;
  // One thread: more need cross-origin isolation of the whole page, and gave contradictory timings.
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  env.logLevel = 'error';
  if (wasm instanceof Uint8Array) {
    // Given the buffer, the glue code looks at it; given a view of it, it makes a copy of 14 MB.
    env.wasm.wasmBinary = wasm.byteLength === wasm.buffer.byteLength ? wasm.buffer : wasm;
  } else {
    compiled = wasm;
    env.wasm.wasmBinary = standIn;
  }
}

/**
 * Starts the engine before there is a model: most of what opening and running a first model costs is the browser
 * compiling the engine's functions when they are first called, and that can happen while the model is on its way. Runs a
 * tiny model of the same operators until `enough` says that the real one is there. Throws `model-failed`, `out-of-memory`.
 */
export async function warmUp(enough: () => boolean): Promise<void> {
  try {
    const session = await create(warmUpModel());
    const values = new Float32Array(warmUpShape.reduce((product, side) => product * side, 1));
    for (let run = 0; run < mostWarmUps && !enough(); run++) {
      await session.run({ input: new Tensor('float32', values, warmUpShape) });
      await nextTask();
    }
    await session.release();
  } catch (thrown) {
    throw engineFailure(thrown, 'The engine could not be started.');
  }
}

/** Opens a model from verified bytes. Throws `model-failed`, `out-of-memory`. */
export async function openSession(manifest: ModelManifest, model: Uint8Array): Promise<Session> {
  try {
    const session = await create(model);
    return { manifest, run: (input) => runSession(session, manifest, input) };
  } catch (thrown) {
    throw engineFailure(thrown, `The model ${manifest.id} could not be opened.`);
  }
}

async function create(model: Uint8Array): Promise<InferenceSession> {
  if (!provided) throw new SafeUploadError('model-failed', 'A model was opened before its engine was there.');
  const opening = withCompiledEngine(() =>
    InferenceSession.create(model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      // The weights are 8-bit and the sums are float: without this the runtime keeps unpacking them at every run.
      extra: { session: { disable_quant_qdq: '1' } },
    }),
  );
  return within(opening, {
    limitMs: openMs,
    code: 'model-failed',
    message: `A model could not be opened within ${openMs / 1000} s.`,
    discard: (late) => void late.release(),
  });
}

/** Calls that are inside {@link withCompiledEngine}, and what the browser's own function is. */
let starting = 0;
let browsers: typeof WebAssembly.instantiate | undefined;

/**
 * Runs `work`, the first of which starts the engine, with the compiled module in place of the stand-in. ONNX Runtime has
 * no option for a compiled module (1.30; its Emscripten glue would take `instantiateWasm`, but nobody can reach it): so
 * for this one call `WebAssembly.instantiate` answers for the stand-in's bytes, and for nothing else, with the module.
 */
async function withCompiledEngine<T>(work: () => Promise<T>): Promise<T> {
  if (started) return work();
  // Two first sessions may be opened at once: the last one to end puts the browser's own back.
  const real = starting > 0 && browsers !== undefined ? browsers : WebAssembly.instantiate;
  browsers = real;
  starting++;
  const module = compiled;
  const answering = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    if (source instanceof WebAssembly.Module) return real(source, imports);
    const bytes = ArrayBuffer.isView(source) ? source.buffer : source;
    if (bytes !== standIn || module === undefined) return real(source, imports);
    return { module, instance: await real(module, imports) };
  };
  Object.assign(WebAssembly, { instantiate: answering });
  try {
    const done = await work();
    started = true;
    // The runtime has what it needs: nobody looks at the engine's 14 MB again.
    compiled = undefined;
    env.wasm.wasmBinary = standIn;
    return done;
  } finally {
    starting--;
    if (starting === 0) Object.assign(WebAssembly, { instantiate: real });
  }
}

function engineFailure(thrown: unknown, message: string): SafeUploadError {
  if (thrown instanceof Error && /Content Security Policy|unsafe-eval/.test(thrown.message)) {
    return new SafeUploadError(
      'worker-blocked-by-csp',
      `The policy worker.js was served with forbids WebAssembly. Allow "script-src 'wasm-unsafe-eval'" for it.`,
      { cause: thrown },
    );
  }
  return failureOf(thrown, 'model-failed', message);
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
