// @ts-check
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { root } from './run.mjs';

/** The folders of the packages that are published, in the order in which one needs the other. */
export const publishedFolders = ['models', 'packages/sdk', 'packages/react', 'packages/server'];

/**
 * Packs packages as they would be published, from what is built. Returns the tarball of each by the package's name.
 * @param {string} folder made where it is missing; tarballs of the same version there are replaced
 * @param {readonly string[]} [folders] of the packages
 * @returns {Promise<Record<string, string>>}
 */
export async function packPackages(folder, folders = publishedFolders) {
  mkdirSync(folder, { recursive: true });
  const packed = folders.map(async (path) => {
    const { name, version } = JSON.parse(readFileSync(`${root}${path}/package.json`, 'utf8'));
    const parameters = ['--yes', 'pnpm@10.34.8', 'pack', '--pack-destination', folder];
    await promisify(execFile)('npx', parameters, { cwd: root + path });
    return [name, `${folder}/${name.replace('@', '').replace('/', '-')}-${version}.tgz`];
  });
  return Object.fromEntries(await Promise.all(packed));
}
