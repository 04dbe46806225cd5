// @ts-check
import { build } from 'esbuild';
import { at } from './at.mjs';

/**
 * What a few lines of TypeScript export, run in memory: Node 20 runs no TypeScript, and a build must not need a built SDK.
 * @param {string} lines
 * @param {URL} folder what relative imports start from
 * @returns {Promise<any>}
 */
export async function bundled(lines, folder) {
  const { outputFiles } = await build({
    stdin: { contents: lines, resolveDir: folder.pathname, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@safeupload/source'],
    write: false,
    logLevel: 'error',
  });
  const script = Buffer.from(at(outputFiles, 0).contents).toString('base64');
  return import(`data:text/javascript;base64,${script}`);
}
