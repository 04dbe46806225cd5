// @ts-check
import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing an application's tools do may tell anybody about it or look for news. */
const quiet = { NEXT_TELEMETRY_DISABLED: '1', NO_UPDATE_NOTIFIER: '1', CI: '1', NO_COLOR: '1' };

/**
 * The environment of an application's own tools: this test's without what Vitest put there.
 * @param {Record<string, string>} own
 */
function environment(own) {
  const { NODE_ENV: _mode, VITEST: _vitest, ...rest } = process.env;
  return { ...rest, ...quiet, ...own };
}

/**
 * An example outside the workspace.
 * @typedef {object} PackedApp
 * @property {string} folder
 * @property {(command: string, ...parameters: string[]) => Promise<string>} run Runs a command there; what it printed.
 * Rejects with all of it where it fails.
 * @property {(says: RegExp, command: string, ...parameters: string[]) => Promise<void>} start Starts a server there, and
 * resolves when it has said that.
 * @property {() => Promise<void>} remove Ends what was started and removes the folder.
 */

/** How long a started server may take to say that it listens, in ms. */
const longestStartMs = 120_000;

/**
 * A copy of one of the examples outside the workspace, with the packages installed from their tarballs and everything
 * else from the registry, as on a stranger's machine. No install script runs.
 * @param {string} example
 * @param {Record<string, string>} tarballs
 * @param {Record<string, string>} [own] environment of what runs there
 * @returns {Promise<PackedApp>}
 */
export async function installExample(example, tarballs, own = {}) {
  const folder = mkdtempSync(`${tmpdir()}/safeupload-${example}-`);
  cpSync(`${root}examples/${example}`, folder, {
    recursive: true,
    filter: (from) => !/node_modules|dist|\.next|public\/(safe-upload|build)/.test(from.slice(root.length)),
  });
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  for (const [name, tarball] of Object.entries(tarballs)) {
    if (name in manifest.dependencies) manifest.dependencies[name] = `file:${tarball}`;
  }
  writeFileSync(`${folder}/package.json`, JSON.stringify(manifest, null, 2));

  const options = { cwd: folder, env: environment(own) };
  /** @type {import('node:child_process').ChildProcess[]} */
  const started = [];

  /** @type {PackedApp} */
  const app = {
    folder,
    async run(command, ...parameters) {
      try {
        const { stdout } = await promisify(execFile)(command, parameters, { ...options, maxBuffer: 1 << 26 });
        return stdout;
      } catch (thrown) {
        const said = ['stdout', 'stderr'].map((name) => Reflect.get(Object(thrown), name)).join('\n');
        throw new Error(`${example}: ${command} ${parameters.join(' ')} failed.\n${said}`);
      }
    },
    async start(says, command, ...parameters) {
      // A group of its own, so that what it starts ends with it.
      const child = spawn(command, parameters, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      started.push(child);
      let said = '';
      await new Promise((resolve, reject) => {
        const fail = (/** @type {string} */ why) => reject(new Error(`${example}: ${command} ${why}.\n${said}`));
        const timer = setTimeout(() => fail('did not listen in time'), longestStartMs);
        child.on('exit', (code) => fail(`ended with ${code}`));
        for (const stream of [child.stdout, child.stderr]) {
          stream.on('data', (chunk) => {
            said += chunk;
            if (!says.test(said)) return;
            clearTimeout(timer);
            resolve(undefined);
          });
        }
      });
    },
    async remove() {
      for (const child of started) {
        if (child.pid === undefined || child.exitCode !== null) continue;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        process.kill(-child.pid, 'SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  await app.run(
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  );
  return app;
}
