import { fromUtf8, type ModelManifest, parseManifest, SafeUploadError } from '@safeupload/sdk/core';
import { wasmName } from './asset-list.js';
import type { Assets } from './assets.js';
import { openSession, provideEngine, type Session } from './session.js';
import { wasmSha256 } from './wasm-digest.js';

/** What a model's file is called in the assets folder. */
const modelName = 'model.onnx';

/** The models of one assets folder, each fetched and opened once, when first asked for. */
export interface Models {
  /** The opened model. Throws `assets-missing`, `asset-digest-mismatch`, `manifest-invalid`, `model-failed`, `out-of-memory`. */
  open(id: string, onProgress?: (done: number) => void): Promise<Session>;
  /** What the model takes and gives, from its manifest alone. Throws `assets-missing`, `asset-digest-mismatch`, `manifest-invalid`. */
  manifest(id: string): Promise<ModelManifest>;
  /** Fetches a model's files without opening it, so that a later `open` is quick. */
  fetch(id: string): Promise<void>;
  /** True once `open(id)` has succeeded. */
  isOpen(id: string): boolean;
}

interface Files {
  readonly manifest: ModelManifest;
  readonly model: Uint8Array<ArrayBuffer>;
}

/** The {@link Models} of a folder. */
export function modelsOf(assets: Assets): Models {
  const manifests = new Map<string, Promise<ModelManifest>>();
  const files = new Map<string, Promise<Files>>();
  const sessions = new Map<string, Promise<Session>>();
  const opened = new Set<string>();
  // Whoever began to open a model, everybody who waits for it is told.
  const listeners = new Set<(done: number) => void>();
  const fractions = new Map<string, number>();
  let engine: Promise<void> | undefined;

  const fetchManifest = (id: string): Promise<ModelManifest> => remember(manifests, id, () => readManifest(assets, id));

  const fetchModel = (id: string, onBytes: (bytes: number) => void): Promise<Files> =>
    remember(files, id, () => readModel(assets, id, fetchManifest(id), onBytes));

  const fetchEngine = (onBytes: (bytes: number) => void): Promise<void> => {
    engine ??= readEngine(assets, onBytes);
    engine.catch(() => {
      engine = undefined;
    });
    return engine;
  };

  return {
    open: (id, onProgress) => {
      if (onProgress !== undefined && !opened.has(id)) {
        onProgress(fractions.get(id) ?? 0);
        listeners.add(onProgress);
      }
      return remember(sessions, id, async () => {
        const list = await assets.list();
        const expected = [wasmName, `${id}/${modelName}`].reduce(
          (sum, path) => sum + (list.files[path]?.bytes ?? 0),
          1,
        );
        let received = 0;
        const onBytes = (bytes: number): void => {
          received += bytes;
          fractions.set(id, Math.min(1, received / expected));
          for (const listener of listeners) listener(received / expected);
        };
        const [{ manifest, model }] = await Promise.all([fetchModel(id, onBytes), fetchEngine(onBytes)]);
        const session = await openSession(manifest, model);
        // The runtime has its own copy.
        files.delete(id);
        opened.add(id);
        return session;
      }).finally(() => {
        if (onProgress !== undefined) listeners.delete(onProgress);
      });
    },
    manifest: fetchManifest,
    fetch: async (id) => {
      if (!sessions.has(id)) await fetchModel(id, () => undefined);
    },
    isOpen: (id) => opened.has(id),
  };
}

/** The promise kept under the key, made if there is none; one that fails is forgotten, so that it may be tried again. */
function remember<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}

async function readManifest(assets: Assets, id: string): Promise<ModelManifest> {
  const manifest = parseManifest(jsonIn(await assets.read(`${id}/manifest.json`)));
  if (manifest.id !== id || manifest.file !== modelName) {
    throw new SafeUploadError(
      'manifest-invalid',
      `The manifest in ${id}/ is not of this model: expected id ${id} and file ${modelName}, got ${manifest.id} and ${manifest.file}.`,
    );
  }
  return manifest;
}

async function readModel(
  assets: Assets,
  id: string,
  reading: Promise<ModelManifest>,
  onBytes: (bytes: number) => void,
): Promise<Files> {
  const modelPath = `${id}/${modelName}`;
  // Both at once: the manifest names the file, but the list has it already.
  const [manifest, model] = await Promise.all([reading, assets.read(modelPath, onBytes)]);
  const { files } = await assets.list();
  if (manifest.sha256 !== files[modelPath].sha256) {
    throw new SafeUploadError(
      'asset-digest-mismatch',
      `${modelPath} is not the model its manifest describes: expected SHA-256 ${manifest.sha256}, got ${files[modelPath].sha256}.`,
      { details: { path: modelPath, expected: manifest.sha256, got: files[modelPath].sha256 } },
    );
  }
  return { manifest, model };
}

async function readEngine(assets: Assets, onBytes: (bytes: number) => void): Promise<void> {
  const wasm = await assets.read(wasmName, onBytes);
  const got = (await assets.list()).files[wasmName].sha256;
  // The glue code in this script and the engine are one build; any other pair fails in strange ways.
  if (got !== wasmSha256) {
    throw new SafeUploadError(
      'asset-digest-mismatch',
      `${wasmName} is not the engine this SDK was built with: expected SHA-256 ${wasmSha256}, got ${got}. Install onnxruntime-web as @safeupload/sdk asks for it and run "npx safeupload-assets" again.`,
      { details: { path: wasmName, expected: wasmSha256, got } },
    );
  }
  provideEngine(wasm);
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '');
  } catch {
    throw new SafeUploadError('manifest-invalid', 'The model manifest is not JSON.');
  }
}
