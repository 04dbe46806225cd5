#!/usr/bin/env node
// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const help = `usage: safeupload-assets DIR [--quiet]

Copies what the browser needs to screen pictures into DIR, a folder that your application serves from its own origin
(for instance public/safe-upload): the worker, ONNX Runtime's WebAssembly, the models, and assets.json, the list of them
with their digests. Run it again after every update of @safeupload/sdk; files of an older version are removed.

  --quiet   print nothing but errors
  --help    print this
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
 * @returns {Promise<Map<string, Uint8Array>>}
 */
async function collect() {
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
    const manifestBytes = await readFile(new URL('manifest.json', directory));
    const manifest = JSON.parse(manifestBytes.toString('utf8'));
    const model = await readFile(new URL(manifest.file, directory));
    const got = digestOf(model);
    if (got !== manifest.sha256) {
      throw new Complaint(
        `The model ${id} is damaged: expected SHA-256 ${manifest.sha256}, got ${got}. Reinstall @safeupload/models.`,
      );
    }
    files.set(`${id}/manifest.json`, manifestBytes);
    files.set(`${id}/${manifest.file}`, model);
    // Their licences ask that the texts go where the models go.
    for (const name of await readdir(directory)) {
      if (/^(LICENSE|NOTICE)/.test(name)) files.set(`${id}/${name}`, await readFile(new URL(name, directory)));
    }
  }
  return files;
}

/** @param {Uint8Array} bytes */
const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Removes what an older list names and the new one does not; never a file that no list ever named.
 * @param {string} directory
 * @param {ReadonlyMap<string, Uint8Array>} files
 */
async function removeOlder(directory, files) {
  let older;
  try {
    older = JSON.parse(await readFile(join(directory, listName), 'utf8'));
  } catch {
    return [];
  }
  const removed = Object.keys(older?.files ?? {}).filter((path) => {
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

/** @param {string[]} args */
async function main(args) {
  const options = args.filter((arg) => arg.startsWith('-'));
  const places = args.filter((arg) => !arg.startsWith('-'));
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(help);
    return;
  }
  const unknown = options.find((option) => option !== '--quiet');
  if (unknown !== undefined) throw new Complaint(`There is no option ${unknown}.\n\n${help}`);
  if (places.length !== 1) throw new Complaint(`Expected one folder, got ${places.length}.\n\n${help}`);

  const directory = resolve(places[0]);
  const files = await collect();
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
