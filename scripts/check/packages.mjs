// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { packPackages } from '../pack-packages.mjs';
import { run } from '../run.mjs';

/**
 * What of a package's exports is no JavaScript and so has no types.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const untyped = {
  '@safeupload/sdk': ['worker.js'],
  '@safeupload/react': ['safe-upload.css', 'composer.css'],
  '@safeupload/models': ['mobilenet-v2/model.onnx', 'open-nsfw/model.onnx'],
};

/** Packs every package as it would be published and looks at the tarball with publint and attw. */
export async function checkPackages() {
  const folder = mkdtempSync(`${tmpdir()}/safeupload-pack-`);
  try {
    for (const [name, tarball] of Object.entries(await packPackages(folder))) {
      run(`${name}: what is published (publint)`, 'publint', ['--strict', tarball]);
      const excluded = untyped[name] === undefined ? [] : ['--exclude-entrypoints', ...untyped[name]];
      run(`${name}: types as published (attw)`, 'attw', [tarball, '--profile', 'esm-only', '--quiet', ...excluded]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
