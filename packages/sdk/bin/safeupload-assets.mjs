#!/usr/bin/env node
// @ts-check
import { resolve } from 'node:path';
import { writeAssetsFolder } from '../assets/assets-folder.mjs';
import { collectAssets } from '../assets/collect-assets.mjs';
import { Complaint } from '../assets/complaint.mjs';
import { withCompressed } from '../assets/compressed-assets.mjs';

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
    const arg = args[at] ?? '';
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
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Complaint(`Expected one folder, got ${places.length}.\n\n${help}`);
  }

  const directory = resolve(place);
  const collected = await collectAssets(process.cwd(), ownModels);
  const files = options.includes('--compress') ? await withCompressed(directory, collected) : collected;
  const { list, removed } = await writeAssetsFolder(directory, files);
  if (options.includes('--quiet')) return;
  for (const path of removed) console.log(`removed ${path} (of an older version)`);
  let total = 0;
  for (const [path, { bytes }] of Object.entries(list.files)) {
    console.log(`${String(bytes).padStart(10)}  ${path}`);
    total += bytes;
  }
  console.log(`${String(total).padStart(10)}  bytes in ${directory}, @safeupload/sdk ${list.sdk}`);
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  console.error(thrown instanceof Complaint ? thrown.message : thrown);
  process.exitCode = 1;
}
