// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { digestOf, listName, listOf, textOfList } from './collect-assets.mjs';
import { Complaint } from './complaint.mjs';

/**
 * Fills a folder with these files and their list, and removes what an older list names and the new one does not. Throws a
 * {@link Complaint} where a file was not written whole.
 * @param {string} directory
 * @param {ReadonlyMap<string, Uint8Array>} files
 * @returns {Promise<{ list: ReturnType<typeof listOf>, removed: string[] }>}
 */
export async function writeAssetsFolder(directory, files) {
  const removed = await removeOlder(directory, files);
  const list = listOf(files);
  for (const [path, bytes] of files) {
    await write(join(directory, path), bytes);
    // Read back: a full disk or a careless sync shows here and not in a member's browser.
    if (digestOf(await readFile(join(directory, path))) !== list.files[path]?.sha256) {
      throw new Complaint(`${join(directory, path)} was not written whole.`);
    }
  }
  // The list last: until it is there, nobody looks for the new files.
  await write(join(directory, listName), textOfList(list));
  return { list, removed };
}

/**
 * What the list of an earlier run names, as it says; nothing where there is none.
 * @param {string} directory
 * @returns {Promise<Record<string, { sha256?: string } | undefined>>}
 */
export async function earlierFiles(directory) {
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
