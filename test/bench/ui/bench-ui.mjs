// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { root } from '../../../scripts/run.mjs';
import { flat } from '../print.mjs';
import { installPeers, versionOf } from './install-peers.mjs';
import { peers } from './peers.mjs';

const help = `usage: pnpm bench:ui [--only NAME,NAME] [--runs N] [--json FILE] [--docs] [--pictures FOLDER] [--no-install]

Measures <SafeUpload/> beside other upload components, in one Chromium: rows visible after adding, files lost while
they are screened, events announced, axe violations, bytes. docs/bench-ui.md says what each means. The peers are installed
into test/bench/ui/node_modules, as its lockfile says; ends with 1 where ours is not what the docs promise.

  --only NAMES       these only, with commas between (ours is always there): ${peers.map(({ name }) => name).join(', ')}
  --runs N           runs for the rows (3 by default); the lost files take 10 in any case
  --json FILE        write everything under dotted keys
  --docs             write the tables of docs/bench-ui.md anew
  --pictures FOLDER  a screenshot of each in each state
  --no-install       take the peers as they are
  --help             print this
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
        only: { type: 'string' },
        runs: { type: 'string', default: '3' },
        json: { type: 'string' },
        docs: { type: 'boolean', default: false },
        pictures: { type: 'string' },
        'no-install': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (thrown) {
    return complain(`${thrown instanceof Error ? thrown.message : thrown}\n\n${help}`);
  }
}

const values = options();
const load = loadavg()[0]?.toFixed(1) ?? '';
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const only = values.only?.split(',') ?? peers.map(({ name }) => name);
const unknown = only.find((name) => !peers.some((peer) => peer.name === name));
if (unknown !== undefined)
  complain(`There is no ${unknown}: expected some of ${peers.map(({ name }) => name).join(', ')}.`);
const wanted = peers.filter(({ name }, index) => index === 0 || only.includes(name));
if (values.docs && wanted.length < peers.length) complain('--docs writes a table of all: leave out --only.');
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || runs > 100)
  complain(`--runs: expected a whole number from 1 to 100, got ${values.runs}.`);

if (!values['no-install']) installPeers();
// After the installation: these import what it brings, by way of the bundler.
const [
  { openStage },
  { sizes },
  { rows },
  { lostFiles },
  { announcements },
  { axeVersion, axeViolations },
  { verdictsOf },
  tables,
] = await Promise.all([
  import('./stage.mjs'),
  import('./measures/sizes.mjs'),
  import('./measures/rows.mjs'),
  import('./measures/lost-files.mjs'),
  import('./measures/announcements.mjs'),
  import('./measures/axe-violations.mjs'),
  import('./verdicts.mjs'),
  import('./ui-tables.mjs'),
]);

const { pictures } = values;
if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
const stage = await openStage(wanted).catch((/** @type {Error} */ error) => complain(error.message));
/** @type {import('./verdicts.mjs').Measured[]} */
const all = [];
try {
  for (const peer of wanted) {
    const startedAt = performance.now();
    all.push({
      title: peer.title,
      version: versionOf(peer.module),
      list: peer.list,
      rows: await rows(stage, peer, runs),
      files: await lostFiles(stage, peer, 10),
      events: await announcements(stage, peer),
      axe: await axeViolations(stage, peer, async (scene, state) => {
        if (pictures !== undefined) await scene.page.screenshot({ path: `${pictures}/${peer.name}-${state}.png` });
      }),
      bytes: await sizes(stage, peer),
    });
    console.log(`▸ ${peer.name} (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  }
} finally {
  await stage.close();
}
const [ours, ...others] = all;
if (ours === undefined) complain('Nothing was measured.');
const verdicts = verdictsOf(ours, others);
for (const table of Object.values(tables.uiTables)) console.log(`\n${table(all, verdicts)}`);

const chromium = stage.browser.version();
const provenance = `${cpus().length} cores, Node ${process.version}, Chromium ${chromium}, axe-core ${axeVersion}, load average ${load} before the bench began.`;
console.log(`\n${provenance}`);
if (values.json !== undefined) {
  const named = Object.fromEntries(wanted.map(({ name }, index) => [name, all[index]]));
  const kept = { machine: { cores: cpus().length, node: process.version, chromium, load }, ...named, verdicts };
  writeFileSync(values.json, `${JSON.stringify(flat(kept), null, 2)}\n`);
}
if (values.docs) tables.writeUiDocs(`${root}docs/bench-ui.md`, all, verdicts, provenance);
process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1;
