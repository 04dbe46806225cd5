// @ts-check
// Builds the forum and what it needs of the workspace, each step only where something it reads is newer than what it made.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const forum = dirname(fileURLToPath(import.meta.url));
const root = join(forum, '../..');
const require = createRequire(import.meta.url);

/**
 * One step: when it is stale, and how it is made. Paths are relative to the repository.
 * @typedef {{ title: string, reads: readonly string[], makes: string, run: () => void | Promise<void> }} Step
 */

/** @type {readonly Step[]} */
const steps = [
  {
    title: 'types and libraries',
    reads: [
      'packages/sdk/src',
      'packages/server/src',
      'packages/react/src',
      'examples/forum/server',
      'examples/forum/client',
      'examples/forum/text',
      'tsconfig.base.json',
    ],
    makes: 'examples/forum/dist/.libraries',
    run: () => program('node_modules/typescript/bin/tsc', ['-b', 'examples/forum']),
  },
  {
    title: 'worker',
    reads: ['packages/sdk/src', 'packages/sdk/scripts/bundle-worker.mjs'],
    makes: 'examples/forum/dist/.worker',
    run: () => program('packages/sdk/scripts/bundle-worker.mjs', []),
  },
  {
    title: 'pages',
    reads: [
      'packages/sdk/src',
      'packages/react/src',
      'packages/react/safe-upload.css',
      'packages/react/composer.css',
      'examples/forum/client',
      'examples/forum/text',
      'examples/forum/vite.config.ts',
    ],
    makes: 'examples/forum/dist/client/forum.js',
    run: () => program(join(packageOf('vite'), 'bin/vite.js'), ['build', '--logLevel', 'warn'], forum),
  },
  {
    title: 'models and WebAssembly for the browser',
    reads: ['examples/forum/dist/client/forum.js', 'packages/sdk/dist/worker/worker.js', 'packages/sdk/bin', 'models'],
    makes: 'examples/forum/dist/client/safe-upload/assets.json',
    run: () =>
      program('packages/sdk/bin/safeupload-assets.mjs', [join(forum, 'dist/client/safe-upload'), '--quiet'], forum),
  },
  {
    title: 'pictures for trying',
    reads: ['test/fixtures/triggers', 'test/fixtures/bank', 'examples/forum/seed-pictures', 'examples/forum/build.mjs'],
    makes: 'examples/forum/dist/samples/test-picture-smaller.jpg',
    run: makeSamples,
  },
];

/**
 * Builds what is stale and says so, line by line. Throws where a step fails; what it printed says why.
 * @param {(line: string) => void} log
 */
export async function buildForum(log) {
  for (const step of steps) {
    const made = join(root, step.makes);
    const madeAt = existsSync(made) ? statSync(made).mtimeMs : 0;
    if (madeAt > newestIn(step.reads.map((path) => join(root, path)))) continue;
    log(`Building: ${step.title} …`);
    await step.run();
    mkdirSync(dirname(made), { recursive: true });
    // Touched, so that a step whose product did not change is not stale for ever.
    if (step.makes.includes('/.') || existsSync(made)) touch(made);
  }
}

/** @param {string} file */
function touch(file) {
  if (existsSync(file) && statSync(file).size > 0) {
    const now = new Date();
    utimesSync(file, now, now);
  } else {
    writeFileSync(file, 'built\n');
  }
}

/**
 * The newest change under these paths, in ms since the epoch.
 * @param {readonly string[]} paths
 * @returns {number}
 */
function newestIn(paths) {
  let newest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const { mtimeMs } = statSync(path);
    const isDirectory = statSync(path).isDirectory();
    if (!isDirectory) newest = Math.max(newest, mtimeMs);
    else {
      const inside = readdirSync(path).filter((name) => name !== 'node_modules' && name !== 'dist');
      newest = Math.max(newest, newestIn(inside.map((name) => join(path, name))));
    }
  }
  return newest;
}

/**
 * Runs one of the workspace's own Node programs to its end; what it prints is shown.
 * @param {string} file
 * @param {readonly string[]} words
 * @param {string} [directory]
 */
function program(file, words, directory = root) {
  const path = file.startsWith('/') ? file : join(root, file);
  const done = spawnSync(process.execPath, [path, ...words], {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) throw new Error(`${file} did not end well (${done.status ?? done.signal}); see above.`);
}

/**
 * The directory of a package this forum depends on.
 * @param {string} name
 */
function packageOf(name) {
  return dirname(require.resolve(`${name}/package.json`));
}

/** The pictures of the page “What to try”, from the fixtures of the tests: textures, a drawing, two landscapes. */
async function makeSamples() {
  const samples = join(forum, 'dist/samples');
  const fixtures = join(root, 'test/fixtures');
  rmSync(samples, { recursive: true, force: true });
  mkdirSync(samples, { recursive: true });
  for (const name of ['both.png', 'first-only.png', 'second-only.png']) {
    cpSync(join(fixtures, 'triggers', name), join(samples, name));
  }
  const testPicture = join(fixtures, 'bank/test-picture.png');
  cpSync(testPicture, join(samples, 'test-picture.png'));
  cpSync(join(forum, 'seed-pictures/balloons.jpg'), join(samples, 'ordinary.jpg'));
  cpSync(join(forum, 'seed-pictures/meadow.jpg'), join(samples, 'severe-picture.jpg'));
  const { default: sharp } = await import('sharp');
  await sharp(testPicture).resize(600).jpeg({ quality: 80 }).toFile(join(samples, 'test-picture-smaller.jpg'));
}
