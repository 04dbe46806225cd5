// @ts-check
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const pnpm = ['--yes', 'pnpm@10.34.8'];

/** The packages of the repository, with the folder of each. */
const packages = {
  '@safeupload/models': 'models',
  '@safeupload/sdk': 'packages/sdk',
  '@safeupload/react': 'packages/react',
};

/**
 * Packs the packages as they would be published. Returns the tarball of each by its name.
 * @param {string} folder
 * @returns {Promise<Record<string, string>>}
 */
export async function packAll(folder) {
  mkdirSync(folder, { recursive: true });
  /** @type {Record<string, string>} */
  const tarballs = {};
  for (const [name, path] of Object.entries(packages)) {
    await exec('npx', [...pnpm, 'pack', '--pack-destination', folder], { cwd: `${root}${path}` });
    const start = name.replace('@', '').replace('/', '-');
    const tarball = readdirSync(folder).find((file) => file.startsWith(start) && file.endsWith('.tgz'));
    if (tarball === undefined) throw new Error(`${name} was not packed into ${folder}`);
    tarballs[name] = `${folder}/${tarball}`;
  }
  return tarballs;
}

/**
 * A copy of one of the examples outside the workspace, with the packages installed from their tarballs and everything
 * else from the registry, as on a stranger's machine.
 * @param {string} example
 * @param {Record<string, string>} tarballs
 * @returns {Promise<{ folder: string, run: (command: string, ...parameters: string[]) => Promise<string>, remove: () => void }>}
 */
export async function installExample(example, tarballs) {
  const folder = mkdtempSync(`${tmpdir()}/safeupload-${example}-`);
  cpSync(`${root}examples/${example}`, folder, {
    recursive: true,
    filter: (from) => !/node_modules|dist/.test(from.slice(root.length)),
  });
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  for (const [name, tarball] of Object.entries(tarballs)) {
    if (name in manifest.dependencies) manifest.dependencies[name] = `file:${tarball}`;
  }
  writeFileSync(`${folder}/package.json`, JSON.stringify(manifest, null, 2));
  const run = async (/** @type {string} */ command, /** @type {string[]} */ ...parameters) => {
    const { stdout } = await exec(command, parameters, { cwd: folder, maxBuffer: 1 << 26 });
    return stdout;
  };
  await run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error');
  return { folder, run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
