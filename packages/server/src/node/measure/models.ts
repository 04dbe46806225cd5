import { readFile } from 'node:fs/promises';
import { modelDirectories } from '@safeupload/models';
import {
  digestOf,
  type ModelManifest,
  type ModelScores,
  parseManifest,
  SafeUploadError,
  scoresFromOutput,
} from '@safeupload/sdk/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A model that is ready to look at pictures. */
export interface Model {
  readonly manifest: ModelManifest;
  /** The scores of one picture, given as `inputOf` makes it for this manifest. Throws `model-failed`. */
  classify(input: Float32Array): Promise<ModelScores>;
}

/**
 * Opens both models, in the order in which the device asks them, then the operator's further ones; their files are
 * compared with the digests of their manifests first, for the scores of another file would mean nothing. The shipped two
 * take 0.3 s. Throws `assets-missing`, `manifest-invalid`, `asset-digest-mismatch`, `model-failed`.
 */
export async function openModels(further: readonly URL[]): Promise<readonly Model[]> {
  const models: Model[] = [];
  for (const directory of [modelDirectories['mobilenet-v2'], modelDirectories['open-nsfw'], ...further]) {
    const model = await openModel(directory);
    // Thresholds, claims and reasons name a model by its id.
    if (models.some(({ manifest }) => manifest.id === model.manifest.id)) {
      throw new SafeUploadError(
        'manifest-invalid',
        `Two models call themselves ${model.manifest.id}, the second in ${directory.pathname}. Give its manifest an id of its own.`,
      );
    }
    models.push(model);
  }
  return models;
}

async function openModel(directory: URL): Promise<Model> {
  const manifest = parseManifest(jsonIn(await readAsset(directory, 'manifest.json'), directory));
  const bytes = await readAsset(directory, manifest.file);
  const sha256 = await digestOf(bytes);
  if (sha256 !== manifest.sha256) {
    throw new SafeUploadError(
      'asset-digest-mismatch',
      `The model ${manifest.id} is not the file its manifest describes: expected sha256 ${manifest.sha256}, got ${sha256}. Install @safeupload/models again; where the model in ${directory.pathname} is your own, write its digest into its manifest.`,
    );
  }
  const session = await openSession(bytes, manifest.id);
  return { manifest, classify: (tensor) => classify(session, manifest, tensor) };
}

async function readAsset(directory: URL, name: string): Promise<Uint8Array> {
  try {
    return await readFile(new URL(name, directory));
  } catch (cause) {
    throw new SafeUploadError(
      'assets-missing',
      `The model file ${new URL(name, directory).pathname} cannot be read. Install @safeupload/models again; where the model is your own, name the folder in which manifest.json and the ONNX file lie.`,
      { cause },
    );
  }
}

function jsonIn(bytes: Uint8Array, directory: URL): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new SafeUploadError('manifest-invalid', `The manifest in ${directory.pathname} is not JSON.`, { cause });
  }
}

async function openSession(bytes: Uint8Array, id: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      // The pool of processes is what runs in parallel.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Weights are stored in 8 bits and computed in floats. Left alone, the runtime moves the DequantizeLinear nodes
      // about, looking for integer kernels, and the model runs at half the speed.
      extra: { session: { disable_quant_qdq: '1' } },
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new SafeUploadError('model-failed', `The model ${id} cannot be opened on this machine.`, { cause });
  }
}

async function classify(
  session: InferenceSession,
  manifest: ModelManifest,
  values: Float32Array,
): Promise<ModelScores> {
  let output: unknown;
  try {
    const outputs = await session.run({ [manifest.input.name]: new Tensor('float32', values, manifest.input.shape) });
    output = outputs[manifest.output.name]?.data;
  } catch (cause) {
    throw new SafeUploadError('model-failed', `The model ${manifest.id} failed on a picture.`, { cause });
  }
  if (!(output instanceof Float32Array) || output.length !== manifest.labels.length || !output.every(Number.isFinite)) {
    throw new SafeUploadError('model-failed', `The model ${manifest.id} answered something that is not its scores.`);
  }
  return scoresFromOutput(output, manifest);
}
