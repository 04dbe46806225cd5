// @ts-check
import { readFileSync } from 'node:fs';
import { buildSimd, moduleFile } from '../../packages/sdk/scripts/build-simd.mjs';

/**
 * Builds the WebAssembly module again from its sources: one line where the committed bytes are not the same.
 * @returns {Promise<string[]>}
 */
export async function checkSimd() {
  const same = (await buildSimd()) === readFileSync(moduleFile, 'utf8');
  return same ? [] : ['module-bytes.ts is not what packages/sdk/simd builds: node packages/sdk/scripts/build-simd.mjs'];
}
