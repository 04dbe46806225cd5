// @ts-check
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { run as runProgram } from '../../scripts/run.mjs';
import { missing, openBench, root } from './context.mjs';
import { flat, print } from './print.mjs';
import { writeDocs } from './write-docs.mjs';

/** @typedef {Awaited<ReturnType<typeof openBench>>} Open */

/**
 * Everything that is measured, in the order in which it runs: what it says, and how. `runs` are those of `--runs`, `few` a
 * third of them (at least 3; 5 by default) for what takes seconds.
 * @type {Record<string, { about: string, browser: boolean, run: (bench: Open, runs: number, few: number) => Promise<Record<string, unknown>> }>}
 */
const lanes = {
  frameToScores: {
    about: 'decoded 1 MP frame to the scores of the first model, in a worker, beside nsfwjs (tfjs-wasm)',
    browser: true,
    run: async (bench, runs) => (await import('./lanes/frame-to-scores.mjs')).frameToScores(bench, runs),
  },
  pdq: {
    about: 'PDQ of 512 x 512 and 1 MP: WebAssembly SIMD beside plain TypeScript, in a worker and in Node',
    browser: true,
    run: async (bench, runs) => (await import('./lanes/pdq.mjs')).pdq(bench, runs),
  },
  screen1mp: {
    about: 'whole screen() of 1 MP, plain and as-is, beside nsfwjs from File to scores and the decoder alone',
    browser: true,
    run: async (bench, runs) => (await import('./lanes/whole-screen.mjs')).wholeScreen(bench, runs, '1mp'),
  },
  screen12mp: {
    about: 'the same at 12 MP',
    browser: true,
    run: async (bench, _runs, few) => (await import('./lanes/whole-screen.mjs')).wholeScreen(bench, few, '12mp'),
  },
  mainThread: {
    about: "the longest task of the page's main thread while ten 1 MP photos are screened",
    browser: true,
    run: async (bench, _runs, few) => (await import('./lanes/main-thread.mjs')).longestMainThreadTask(bench, few),
  },
  energy: {
    about: 'processor time a 1 MP picture costs in all processes of the browser, beside nsfwjs',
    browser: true,
    run: async (bench, _runs, few) => (await import('./lanes/energy.mjs')).energy(bench, few),
  },
  memory: {
    about: 'peak memory of the renderer at 12 and 48 MP, beside nsfwjs (Linux)',
    browser: true,
    run: async (bench) => (await import('./lanes/memory.mjs')).memory(bench, 3),
  },
  manyFiles: {
    about:
      'memory of the renderer, first row and object URLs with 500 photos of 5 MB in the drop-in, or --files (Linux)',
    browser: true,
    run: async (bench) => (await import('./lanes/many-files.mjs')).manyFiles(bench, files),
  },
  pageLoad: {
    about: 'bytes and main-thread time of a page before its picker is touched, beside the page without and nsfwjs',
    browser: true,
    run: async (bench, _runs, few) => (await import('./lanes/page-load.mjs')).pageLoad(bench, few),
  },
  coldStart20mbit: {
    about: 'empty cache to the first verdict at 20 Mbit/s, and the second visit, beside nsfwjs; every byte',
    browser: true,
    run: async (bench, _runs, few) => (await import('./lanes/cold-start.mjs')).coldStart(bench, few),
  },
  server: {
    about: 'the measuring process on 2 MP beside decode + encode alone; what further views and models cost (Linux)',
    browser: false,
    run: async (_bench, _runs, few) => (await import('./lanes/server.mjs')).serverThroughput(few),
  },
  curtain: {
    about: 'how long a press takes to hide 3,750 of 5,000 pictures, and to bring them back',
    browser: false,
    run: async (_bench, _runs, few) => (await import('./lanes/curtain.mjs')).curtain(few),
  },
};

const help = `usage: pnpm bench [--only LANE,LANE] [--runs N] [--json FILE] [--docs] [--no-build]

Measures SafeUpload beside its peers, in turns, in one run. Warm-up runs are left out; every time is a median, with its
quartiles. Machines are shared and noisy: trust the ratios. docs/bench.md says what each lane means.

  --only LANES  these lanes only, with commas between
  --runs N      runs of the quick lanes (15 by default, at least 3); the slow ones take a third of it, at least 3
  --files N     photos of the lane manyFiles (500 by default), which takes 15 minutes with all of them
  --json FILE   write everything under dotted keys, which stay the same from release to release
  --docs        write the tables of docs/bench.md anew, of the lanes that ran
  --no-build    measure what is built already
  --help        print this

lanes:
${Object.entries(lanes)
  .map(([name, { about }]) => `  ${name.padEnd(16)} ${about}`)
  .join('\n')}
`;

/** @param {string} sentence @returns {never} */
function complain(sentence) {
  console.error(sentence);
  process.exit(1);
}

function options() {
  try {
    return parseArgs({
      options: {
        json: { type: 'string' },
        runs: { type: 'string', default: '15' },
        files: { type: 'string', default: '500' },
        only: { type: 'string' },
        docs: { type: 'boolean', default: false },
        'no-build': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    return complain(`${thrown instanceof Error ? thrown.message : thrown}\n\n${help}`);
  }
}

const values = options();
// Before the build, which is load of our own.
const load = loadavg()[0]?.toFixed(1) ?? '';
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 3 || runs > 1000)
  complain(`--runs: expected a whole number from 3 to 1000, got ${values.runs}.`);
const files = Number(values.files);
if (!Number.isInteger(files) || files < 1 || files > 500)
  complain(`--files: expected a whole number from 1 to 500, got ${values.files}.`);
const few = Math.max(3, Math.round(runs / 3));
const wanted = values.only?.split(',') ?? Object.keys(lanes);
const unknown = wanted.find((name) => !Object.hasOwn(lanes, name));
if (unknown !== undefined) complain(`There is no lane ${unknown}: expected some of ${Object.keys(lanes).join(', ')}.`);

if (!values['no-build']) runProgram('build', process.execPath, ['scripts/build.mjs']);
const gap = missing();
if (gap !== null) complain(gap);

const needsBrowser = wanted.some((name) => lanes[name]?.browser);
// A lane that needs no browser is given none; the cast is what `browser: false` of a lane says.
const bench = needsBrowser
  ? await openBench().catch((/** @type {Error} */ error) => complain(error.message))
  : /** @type {Open} */ ({});
const machine = {
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? '',
  node: process.version,
  ...(needsBrowser ? { chromium: bench.browser.version() } : {}),
  load,
};
/** @type {Record<string, Record<string, unknown>>} */
const found = {};
const startedAt = performance.now();
/** @type {string[]} */
const failed = [];
for (const [name, lane] of Object.entries(lanes)) {
  if (!wanted.includes(name)) continue;
  const laneStartedAt = performance.now();
  try {
    found[name] = await lane.run(bench, runs, few);
    print(name, lane.about, found[name], performance.now() - laneStartedAt);
  } catch (thrown) {
    // The other lanes still say what they say.
    failed.push(name);
    console.error(`\n${name} failed:`, thrown);
  }
  // After every lane: a long run that is stopped has not been for nothing.
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify(flat({ machine, ...found }), null, 2)}\n`);
}
if (needsBrowser) await bench.close();
if (values.docs) writeDocs(`${root}docs/bench.md`, found, machine);
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`\n${wanted.length} lanes in ${seconds} s${failed.length === 0 ? '' : `, failed: ${failed.join(', ')}`}`);
process.exitCode = failed.length === 0 ? 0 : 1;
