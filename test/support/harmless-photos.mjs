// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory, packageVersion } from '../fixtures/picture-packages.mjs';

/**
 * One line of test/fixtures/harmless-photos.json.
 *
 * @typedef {object} ListedPicture
 * @property {string} package
 * @property {string} version
 * @property {string} path inside the package
 * @property {string} sha256 lower-case hex
 * @property {number} width as stored
 * @property {number} height
 * @property {'photograph' | 'generated'} kind
 * @property {string} [smallerCopyOf] path of the same photograph in a larger size
 */

/**
 * @typedef {object} HarmlessPhoto
 * @property {string} name `package/path`, unique
 * @property {string} file absolute path
 * @property {string} sha256
 * @property {'photograph' | 'generated'} kind
 * @property {number} width
 * @property {number} height
 * @property {boolean} isSmallerCopy true if the list holds the same photograph in a larger size, too
 */

/** @returns {ListedPicture[]} the committed list as it is, nothing verified */
export function listedPictures() {
  const text = readFileSync(new URL('../fixtures/harmless-photos.json', import.meta.url), 'utf8');
  return JSON.parse(text).pictures;
}

/**
 * The harmless pictures, found in node_modules and verified.
 *
 * @returns {HarmlessPhoto[]} in the order of the list
 * @throws if a package is not installed in the listed version or a file is not the one listed
 */
export function harmlessPhotos() {
  /** @type {HarmlessPhoto[]} */
  const photos = [];
  for (const listed of listedPictures()) {
    const version = packageVersion(listed.package);
    if (version !== listed.version) {
      throw new Error(`expected ${listed.package} ${listed.version}, got ${version}: run \`npx pnpm@10.34.8 install\``);
    }
    const file = join(packageDirectory(listed.package), listed.path);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (sha256 !== listed.sha256) throw new Error(`${file} has digest ${sha256}, the list says ${listed.sha256}`);
    const { kind, width, height } = listed;
    const name = `${listed.package}/${listed.path}`;
    photos.push({ name, file, sha256, kind, width, height, isSmallerCopy: listed.smallerCopyOf !== undefined });
  }
  return photos;
}
