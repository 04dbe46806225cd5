// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Every TypeScript source below a folder of the repository, with its path from the repository's folder.
 * @param {string} root
 * @param {string} folder
 * @returns {{ path: string, text: string }[]}
 */
export function sourceFiles(root, folder) {
  return readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/node_modules|\bdist\b/.test(entry.parentPath))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('//', '/'))
    .map((path) => ({ path: path.slice(root.length), text: readFileSync(path, 'utf8') }));
}
