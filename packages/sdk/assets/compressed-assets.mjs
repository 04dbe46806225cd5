// @ts-check
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { earlierFiles } from './assets-folder.mjs';
import { digestOf } from './collect-assets.mjs';

/** Smaller files gain nothing. */
const leastToCompress = 1_024;

/**
 * The files with their compressed forms beside them; those of an earlier run are kept where they are of the same bytes,
 * because brotli takes a minute for all. Licence texts stay as they are: nobody's picture waits for them.
 * @param {string} directory
 * @param {ReadonlyMap<string, Uint8Array>} files
 * @returns {Promise<Map<string, Uint8Array>>}
 */
export async function withCompressed(directory, files) {
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
