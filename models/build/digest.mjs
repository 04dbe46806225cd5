// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * SHA-256 as 64 lower-case hexadecimal digits.
 * @param {Uint8Array} bytes
 */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * A file's bytes, if they are the pinned ones.
 * @param {string | URL} file
 * @param {string} expectedSha256
 */
export function readPinned(file, expectedSha256) {
  const bytes = readFileSync(file);
  const actual = sha256(bytes);
  if (actual !== expectedSha256) {
    throw new Error(
      `${file} is not the file this build was made for: expected sha256 ${expectedSha256}, got ${actual}`,
    );
  }
  return bytes;
}
