// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Complaint } from './complaint.mjs';

/** Name of the list of the folder's files, in the folder. */
export const listName = 'assets.json';

const wasmName = 'ort-wasm-simd-threaded.wasm';

/**
 * SHA-256 of bytes, 64 lower-case hexadecimal characters.
 * @param {Uint8Array} bytes
 */
export const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param {string} file */
const packageIn = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * Every file of the assets folder but its list: its path there, with slashes, and its bytes. Throws a {@link Complaint}
 * where a package is missing, of the wrong version or damaged.
 * @param {string} applicationFolder where the application's own `package.json` lies
 * @param {readonly string[]} ownModels folders of the application's own models
 * @returns {Promise<Map<string, Uint8Array>>}
 */
export async function collectAssets(applicationFolder, ownModels) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  const worker = fileURLToPath(new URL('../dist/worker/worker.js', import.meta.url));
  if (!existsSync(worker)) {
    throw new Complaint(`${worker} is missing: this copy of @safeupload/sdk is not built ("pnpm build").`);
  }
  files.set('worker.js', await readFile(worker));

  const { peerDependencies } = packageIn(fileURLToPath(new URL('../package.json', import.meta.url)));
  const wanted = peerDependencies['onnxruntime-web'];
  const advice = `Install it: npm install onnxruntime-web@${wanted}`;
  const wasm = locate(`onnxruntime-web/${wasmName}`, applicationFolder, advice);
  const { version } = packageIn(join(dirname(dirname(wasm)), 'package.json'));
  if (version !== wanted) {
    throw new Complaint(
      `onnxruntime-web ${version} is installed, and the worker was built with ${wanted}: its WebAssembly would not fit. ${advice}`,
    );
  }
  files.set(wasmName, await readFile(wasm));

  const models = locate('@safeupload/models', applicationFolder, 'Install it: npm install @safeupload/models');
  const { modelDirectories } = await import(pathToFileURL(models).href);
  for (const [id, directory] of /** @type {[string, URL][]} */ (Object.entries(modelDirectories))) {
    await addModel(files, fileURLToPath(directory), id, 'Reinstall @safeupload/models.');
  }
  for (const directory of ownModels) {
    await addModel(files, directory, null, 'Write the digest of its file into its manifest.');
  }
  return files;
}

/**
 * The list of a folder's files with their sizes and digests, as {@link listName} holds it.
 * @param {ReadonlyMap<string, Uint8Array>} files
 * @returns {{ v: 1, sdk: string, files: Record<string, { bytes: number, sha256: string }> }}
 */
export function listOf(files) {
  const { version } = packageIn(fileURLToPath(new URL('../package.json', import.meta.url)));
  const listed = [...files].map(([path, bytes]) => [path, { bytes: bytes.length, sha256: digestOf(bytes) }]);
  return { v: 1, sdk: version, files: Object.fromEntries(listed) };
}

/**
 * The text of {@link listName}.
 * @param {ReturnType<typeof listOf>} list
 */
export const textOfList = (list) => `${JSON.stringify(list, null, 2)}\n`;

/**
 * Where a package's file lies, seen from the application first and from this package then: npm lays both side by side,
 * pnpm only lets a package see what it depends on.
 * @param {string} specifier
 * @param {string} applicationFolder
 * @param {string} advice
 * @returns {string}
 */
function locate(specifier, applicationFolder, advice) {
  for (const from of [join(applicationFolder, 'package.json'), fileURLToPath(import.meta.url)]) {
    try {
      return createRequire(from).resolve(specifier);
    } catch {
      // Not seen from here; the next place may know.
    }
  }
  throw new Complaint(`${specifier} is not installed. ${advice}`);
}

/**
 * Puts a model's files into the collection: manifest, ONNX file and licences.
 * @param {Map<string, Uint8Array>} files
 * @param {string} directory
 * @param {string | null} expectedId what its manifest must call it, or null where that is free
 * @param {string} advice what to do where the file is not the one its manifest names
 */
async function addModel(files, directory, expectedId, advice) {
  const manifestBytes = await read(join(directory, 'manifest.json'));
  const { id, file, sha256 } = manifestIn(manifestBytes, directory);
  if (files.has(`${id}/manifest.json`) || (expectedId !== null && id !== expectedId)) {
    throw new Complaint(`Two models call themselves ${id}, one of them in ${directory}. Give it an id of its own.`);
  }
  const model = await read(join(directory, file));
  const got = digestOf(model);
  if (got !== sha256)
    throw new Complaint(`The model ${id} is damaged: expected SHA-256 ${sha256}, got ${got}. ${advice}`);
  // One path cannot be a file and a folder.
  if (files.has(id) || id === listName) {
    throw new Complaint(`The model in ${directory} is called ${id}, as a file of the folder is. Give it another id.`);
  }
  files.set(`${id}/manifest.json`, manifestBytes);
  files.set(`${id}/${file}`, model);
  // Their licences ask that the texts go where the models go. A link may lead to what nobody wants published.
  for (const { name } of (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile())) {
    if (/^(LICENSE|NOTICE)/.test(name)) files.set(`${id}/${name}`, await read(join(directory, name)));
  }
}

/**
 * What the folder needs of a manifest; the worker reads the rest of it, strictly.
 * @param {Uint8Array} bytes
 * @param {string} directory
 * @returns {{ id: string, file: string, sha256: string }}
 */
function manifestIn(bytes, directory) {
  let manifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Complaint(`${join(directory, 'manifest.json')} is not JSON.`);
  }
  const { id, file, sha256 } = manifest ?? {};
  // Both become paths.
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9.-]{0,63}$/.test(id) || file !== 'model.onnx') {
    throw new Complaint(
      `${join(directory, 'manifest.json')} must have an id of a–z, 0–9, dot and hyphen, and "file": "model.onnx", the name browsers ask for.`,
    );
  }
  return { id, file, sha256: String(sha256) };
}

/** @param {string} path */
async function read(path) {
  try {
    return await readFile(path);
  } catch {
    throw new Complaint(`${path} cannot be read.`);
  }
}
