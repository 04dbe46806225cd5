// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePictures } from '../fixtures/make-pictures.mjs';

/** @typedef {import('../fixtures/make-pictures.mjs').Picture} Picture */

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/safeupload/', import.meta.url));

/** @returns {Promise<string>} 16 hex digits that change with every line of the fixtures script */
async function scriptDigest() {
  const names = (await readdir(join(fixtures, 'pictures'))).filter((name) => name.endsWith('.mjs')).sort();
  const digest = createHash('sha256').update(await readFile(join(fixtures, 'make-pictures.mjs')));
  for (const name of names) digest.update(name).update(await readFile(join(fixtures, 'pictures', name)));
  return digest.digest('hex').slice(0, 16);
}

/**
 * The fixture pictures, made on first use (about 15 s) and kept under `node_modules/.cache` until the script changes.
 * Safe to call from several processes at once: each makes its own and the first to finish wins.
 *
 * @returns {Promise<Picture[]>} good ones first
 */
export async function pictures() {
  const directory = join(cache, `pictures-${await scriptDigest()}`);
  const listed = await readListed(directory);
  if (listed) return listed;
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, 'making-'));
  try {
    await makePictures(making);
    await rename(making, directory);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Another process was faster: a directory that is not empty cannot be replaced by a rename.
    const theirs = await readListed(directory);
    if (!theirs) throw error;
  }
  const made = await readListed(directory);
  if (!made) throw new Error(`the fixtures script left no list of pictures in ${directory}`);
  return made;
}

/**
 * @param {string} directory
 * @returns {Promise<Picture[] | null>} null if it was not made yet
 */
async function readListed(directory) {
  let text;
  try {
    text = await readFile(join(directory, 'pictures.json'), 'utf8');
  } catch {
    return null;
  }
  /** @type {Omit<Picture, 'file'>[]} */
  const list = JSON.parse(text);
  return list.map((picture) => ({ ...picture, file: join(directory, picture.kind, picture.name) }));
}

/**
 * @param {string} name e.g. `camera-12mp.jpg`
 * @returns {Promise<Picture>}
 */
export async function pictureNamed(name) {
  const found = (await pictures()).find((picture) => picture.name === name);
  if (!found) throw new Error(`no fixture picture is called ${name}`);
  return found;
}

/** Every word a publisher might leak from `camera-12mp.jpg`. */
export { metadataCanary } from '../fixtures/pictures/camera.mjs';
