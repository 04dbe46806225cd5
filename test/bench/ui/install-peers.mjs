// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from '../../../scripts/run.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Names what is installed: written when an installation is whole. */
const stamp = `${here}node_modules/.installed`;

/** Installs the peers into the bench's own folder, as its lockfile says, unless they are there already. */
export function installPeers() {
  const wanted = createHash('sha256')
    .update(readFileSync(`${here}package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  run('installing the peers (test/bench/ui)', 'npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: here });
  writeFileSync(stamp, wanted);
}

/** The version of a package of the peers' folder or of ours. @param {string} name */
export function versionOf(name) {
  const own = name.startsWith('@safeupload/') ? `../../node_modules/${name}` : `node_modules/${name}`;
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(`${here}${own}/package.json`, 'utf8'));
  return version;
}
