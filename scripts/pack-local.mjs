// @ts-check
// pnpm pack:local [FOLDER]: a folder of tarballs, for as long as the packages are not published, and the line that installs
// them into an application.
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { packPackages } from './pack-packages.mjs';
import { root, run } from './run.mjs';

const words = process.argv.slice(2).filter((word) => word !== '--');
if (words.length > 1 || words[0]?.startsWith('-')) {
  console.error(`usage: pack:local [FOLDER]

Builds the packages and packs them, as they would be published, into FOLDER (default .data/packages).
`);
  process.exit(words[0] === '--help' ? 0 : 1);
}
const folder = resolve(words[0] ?? `${root}.data/packages`);

run('build', process.execPath, ['scripts/build.mjs']);
const tarballs = Object.values(await packPackages(folder));
for (const tarball of tarballs) console.log(`${String(statSync(tarball).size).padStart(10)}  ${tarball}`);

const { peerDependencies } = JSON.parse(readFileSync(`${root}packages/sdk/package.json`, 'utf8'));
const engine = `onnxruntime-web@${peerDependencies['onnxruntime-web']}`;
const quoted = tarballs.map((tarball) => (/^[\w@/.:\\-]+$/.test(tarball) ? tarball : JSON.stringify(tarball)));
console.log(`
In your application's folder (none of it needs an install script):

npm install --ignore-scripts ${quoted.join(' ')} ${engine}
`);
