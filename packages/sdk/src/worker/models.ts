import { fromUtf8, type ModelManifest, parseManifest, SafeUploadError } from '@safeupload/sdk/core';
import type { AssetList } from './asset-list.js';
import type { Arrival, Assets } from './assets.js';
import { readEngine } from './engine.js';
import { openSession, provideEngine, type Session, warmUp } from './session.js';
import { wasmFile } from './wasm-file.js';

/** What a model's file is called in the assets folder. */
const modelName = 'model.onnx';

/**
 * The share of the engine's bytes that is there when a model's bytes begin to come. The engine first, because compiling
 * and starting it then happen while the model is on its way; not after the engine, so that the line never waits.
 */
const engineShare = 7 / 8;

/** The models of one assets folder, each fetched and opened once, when first asked for. */
export interface Models {
  /** Begins to fetch what every model needs. Who opens one hears of its failure. */
  begin(): void;
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
  const listeners = new Set<() => void>();
  const received = new Map<string, number>();
  let engineBytes = 0;
  let engine: Promise<void> | undefined;
  let engineNearlyThere: Promise<void> | undefined;
  /** Models that come over the network just now. */
  const onTheirWay = new Set<string>();
  let listed: AssetList | undefined;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const fetchManifest = (id: string): Promise<ModelManifest> => remember(manifests, id, () => readManifest(assets, id));

  const fetchEngine = (): Promise<void> => {
    if (engine !== undefined) return engine;
    engineBytes = 0;
    let nearlyThere: () => void = () => undefined;
    engineNearlyThere = new Promise((resolve) => {
      nearlyThere = resolve;
    });
    const read = readEngine(assets, (bytes) => {
      engineBytes += bytes;
      if (engineBytes >= engineShare * wasmFile.bytes) nearlyThere();
      tell();
    });
    engine = read.then(async (wasm) => {
      provideEngine(wasm);
      // Where the model is there already, opening it is the best warm-up.
      if (onTheirWay.size > 0) await warmUp(() => onTheirWay.size === 0);
    });
    engine.catch(() => {
      engine = undefined;
    });
    read.then(nearlyThere, nearlyThere);
    return engine;
  };

  const fetchModel = (id: string): Promise<Files> =>
    remember(files, id, async () => {
      received.set(id, 0);
      try {
        return await readModel(assets, id, fetchManifest(id), {
          turn: async () => {
            onTheirWay.add(id);
            await engineNearlyThere;
          },
          onBytes: (bytes) => {
            received.set(id, (received.get(id) ?? 0) + bytes);
            tell();
          },
        });
      } finally {
        onTheirWay.delete(id);
      }
    });

  const list = async (): Promise<void> => {
    listed = await assets.list();
    tell();
  };

  /** How much of what opening a model needs is there, 0..1; 0 before it is known how much that is. */
  const arrived = (id: string): number => {
    const modelBytes = listed?.files[`${id}/${modelName}`]?.bytes;
    if (modelBytes === undefined) return 0;
    return Math.min(1, (engineBytes + (received.get(id) ?? 0)) / (wasmFile.bytes + modelBytes));
  };

  return {
    begin: () => {
      list().catch(() => undefined);
      fetchEngine().catch(() => undefined);
    },
    open: async (id, onProgress = () => undefined) => {
      const listener = (): void => onProgress(arrived(id));
      if (!opened.has(id)) {
        listener();
        listeners.add(listener);
      }
      try {
        return await remember(sessions, id, async () => {
          list().catch(() => undefined);
          // The engine first: the model's bytes wait for its turn.
          const starting = fetchEngine();
          const [{ manifest, model }] = await Promise.all([fetchModel(id), starting]);
          const session = await openSession(manifest, model);
          // The runtime has its own copy.
          files.delete(id);
          opened.add(id);
          return session;
        });
      } finally {
        listeners.delete(listener);
      }
    },
    manifest: fetchManifest,
    fetch: async (id) => {
      if (!sessions.has(id)) await fetchModel(id);
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
  arrival: Arrival,
): Promise<Files> {
  const modelPath = `${id}/${modelName}`;
  // Both at once: the manifest names the file, but the list has it already.
  const [manifest, model] = await Promise.all([reading, assets.read(modelPath, arrival)]);
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

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '');
  } catch {
    throw new SafeUploadError('manifest-invalid', 'The model manifest is not JSON.');
  }
}
