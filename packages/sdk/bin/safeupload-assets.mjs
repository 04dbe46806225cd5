#!/usr/bin/env node
// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const help = `usage: safeupload-assets DIR [--model FOLDER]… [--compress] [--quiet]

Copies what the browser needs to screen pictures into DIR, a folder that your application serves from its own origin
(for instance public/safe-upload): the worker, ONNX Runtime's WebAssembly, the models, and assets.json, the list of them
with their digests. Run it again after every update of @safeupload/sdk; files of an older version are removed.

  --model FOLDER  a model of your own besides: a folder with manifest.json and model.onnx; may be repeated
  --compress      write FILE.br and FILE.gz beside every file of 1 KB or more, for servers that send such files in its
                  place (nginx: gzip_static, brotli_static; Caddy: precompressed)
  --quiet         print nothing but errors
  --help          print this
`;

const wasmName = 'ort-wasm-simd-threaded.wasm';
const listName = 'assets.json';

/** An error whose sentence is for the person at the terminal. */
class Complaint extends Error {}

/**
 * Where a package's file lies, seen from the application first and from this package then: npm lays both side by side,
 * pnpm only lets a package see what it depends on.
 * @param {string} specifier
 * @param {string} advice
 * @returns {string}
 */
function locate(specifier, advice) {
  for (const from of [join(process.cwd(), 'package.json'), fileURLToPath(import.meta.url)]) {
    try {
      return createRequire(from).resolve(specifier);
    } catch {
      // Not seen from here; the next place may know.
    }
  }
  throw new Complaint(`${specifier} is not installed. ${advice}`);
}

/**
 * Every file of the folder: its path there and its bytes.
 * @param {readonly string[]} ownModels folders of the application's own models
 * @returns {Promise<Map<string, Uint8Array>>}
 */
async function collect(ownModels) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  const worker = fileURLToPath(new URL('../dist/worker/worker.js', import.meta.url));
  if (!existsSync(worker)) {
    throw new Complaint(`${worker} is missing: this copy of @safeupload/sdk is not built ("pnpm build").`);
  }
  files.set('worker.js', await readFile(worker));

  const { peerDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const wanted = peerDependencies['onnxruntime-web'];
  const wasm = locate(`onnxruntime-web/${wasmName}`, `Install it: npm install onnxruntime-web@${wanted}`);
  const { version } = JSON.parse(await readFile(join(dirname(dirname(wasm)), 'package.json'), 'utf8'));
  if (version !== wanted) {
    throw new Complaint(
      `onnxruntime-web ${version} is installed, and the worker was built with ${wanted}: its WebAssembly would not fit. Install it: npm install onnxruntime-web@${wanted}`,
    );
  }
  files.set(wasmName, await readFile(wasm));

  const models = locate('@safeupload/models', 'Install it: npm install @safeupload/models');
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

/** Smaller files gain nothing. */
const leastToCompress = 1_024;

/**
 * The files with their compressed forms beside them; those of an earlier run are kept where they are of the same bytes,
 * because brotli takes a minute for all. Licence texts stay as they are: nobody's picture waits for them.
 * @param {string} directory
 * @param {ReadonlyMap<string, Uint8Array>} files
 * @returns {Promise<Map<string, Uint8Array>>}
 */
async function withCompressed(directory, files) {
  const earlier = await earlierFiles(directory);
  /** @param {string} path @param {string} form @param {() => Promise<Uint8Array>} make */
  const formOf = async (path, form, make) => {
    const name = `${path}.${form}`;
    const same = earlier[path]?.sha256 === digestOf(files.get(path) ?? new Uint8Array());
    const kept = same && earlier[name] !== undefined ? await readFile(join(directory, name)).catch(() => null) : null;
    return kept !== null && digestOf(kept) === earlier[name]?.sha256 ? kept : make();
  };
  /** @type {Map<string, Uint8Array>} */
  const all = new Map();
  for (const [path, bytes] of files) {
    all.set(path, bytes);
    if (bytes.length < leastToCompress || /(^|\/)(LICENSE|NOTICE)/.test(path)) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
    all.set(`${path}.br`, await formOf(path, 'br', () => promisify(brotliCompress)(bytes, { params })));
    all.set(`${path}.gz`, await formOf(path, 'gz', () => promisify(gzip)(bytes, { level: 9 })));
  }
  return all;
}

/** @param {Uint8Array} bytes */
const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * What the list of an earlier run names, as it says; nothing where there is none.
 * @param {string} directory
 * @returns {Promise<Record<string, { sha256?: string } | undefined>>}
 */
async function earlierFiles(directory) {
  try {
    return JSON.parse(await readFile(join(directory, listName), 'utf8'))?.files ?? {};
  } catch {
    return {};
  }
}

/**
 * Removes what an older list names and the new one does not; never a file that no list ever named.
 * @param {string} directory
 * @param {ReadonlyMap<string, Uint8Array>} files
 */
async function removeOlder(directory, files) {
  const removed = Object.keys(await earlierFiles(directory)).filter((path) => {
    const plain = /^[a-z0-9][a-z0-9.-]*(\/[a-z0-9][a-z0-9.-]*)*$/i.test(path);
    return plain && !files.has(path) && existsSync(join(directory, path));
  });
  for (const path of removed) await rm(join(directory, path), { force: true });
  return removed;
}

/**
 * Written beside and moved into place: a server that reads meanwhile sees the old file or the new one, whole.
 * @param {string} path
 * @param {string | Uint8Array} content
 */
async function write(path, content) {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.part`;
  await writeFile(beside, content);
  await rename(beside, path);
}

/**
 * @param {string} option
 * @returns {never}
 */
function missing(option) {
  throw new Complaint(`${option} needs a folder behind it.\n\n${help}`);
}

/** @param {string[]} args */
async function main(args) {
  /** @type {string[]} */
  const options = [];
  /** @type {string[]} */
  const places = [];
  /** @type {string[]} */
  const ownModels = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at];
    if (arg === '--model') ownModels.push(resolve(args[++at] ?? missing('--model')));
    else if (arg.startsWith('--model=')) ownModels.push(resolve(arg.slice('--model='.length) || missing('--model')));
    else (arg.startsWith('-') ? options : places).push(arg);
  }
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(help);
    return;
  }
  const unknown = options.find((option) => option !== '--quiet' && option !== '--compress');
  if (unknown !== undefined) throw new Complaint(`There is no option ${unknown}.\n\n${help}`);
  if (places.length !== 1) throw new Complaint(`Expected one folder, got ${places.length}.\n\n${help}`);

  const directory = resolve(places[0]);
  const collected = await collect(ownModels);
  const files = options.includes('--compress') ? await withCompressed(directory, collected) : collected;
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const removed = await removeOlder(directory, files);
  /** @type {Record<string, { bytes: number, sha256: string }>} */
  const listed = {};
  let total = 0;
  for (const [path, bytes] of files) {
    await write(join(directory, path), bytes);
    // Read back: a full disk or a careless sync shows here and not in a member's browser.
    const sha256 = digestOf(await readFile(join(directory, path)));
    if (sha256 !== digestOf(bytes)) throw new Complaint(`${join(directory, path)} was not written whole.`);
    listed[path] = { bytes: bytes.length, sha256 };
    total += bytes.length;
  }
  // The list last: until it is there, nobody looks for the new files.
  await write(join(directory, listName), `${JSON.stringify({ v: 1, sdk: version, files: listed }, null, 2)}\n`);
  if (options.includes('--quiet')) return;
  for (const path of removed) console.log(`removed ${path} (of an older version)`);
  for (const [path, { bytes }] of Object.entries(listed)) console.log(`${String(bytes).padStart(10)}  ${path}`);
  console.log(`${String(total).padStart(10)}  bytes in ${directory}, @safeupload/sdk ${version}`);
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  console.error(thrown instanceof Complaint ? thrown.message : thrown);
  process.exitCode = 1;
}
