import { join } from 'node:path';
import { type Tier, tiers } from '../../identity.js';
import type { ServerPolicy } from '../../policy/server-policy.js';
import { drawViews } from '../../views/draw-views.js';
import type { View } from '../../views/view.js';
import { loadKeys } from '../keys-file.js';
import { createMeasurer } from '../measurer.js';
import { openBanks } from './banks-by-name.js';
import { type Command, readNumber, readWords, UsageError } from './command.js';
import { type InspectedFile, type Inspecting, inspectFile, type UninspectedFile } from './inspect-file.js';
import { tableHeading, tableRow } from './inspect-table.js';
import { modelFlag, modelFolders } from './model-folders.js';
import { readPolicy } from './policy-file.js';
import { walkFiles } from './walk-files.js';

/** `safeupload inspect FILE|DIR…`. */
export const inspect: Command = {
  help: `Usage: safeupload inspect [flags] FILE|DIR…

Sends each file through the very steps of an upload (limits, header, decoding,
fingerprint, the classifiers) and says what the server would decide. Nothing is
stored or sent anywhere. Directories are walked; links in them are not followed.

  --json         one line of JSON per file, on standard output:
                 { path, format, width, height, frames, bytes, sha256, pdq,
                   models, action, reasons, ms }, or { path, code, message, ms }
                 for a file that is refused unread
  --tier TIER    new, known or trusted: whom to decide for (default trusted)
  --bank NAME    also compare with this bank; may be repeated (default none)
  --data DIR     where the server keeps its data, for --bank (default .data)
  --keys FILE    a server's keys: also classify the views that it draws with
                 them (default: the whole picture alone)
  --model DIR    a further model: folder with manifest.json and ONNX file; may be
                 repeated
  --policy FILE  JSON with the sections of the server's policy that differ from
                 the default, each whole
  --processes N  files measured at the same time (default: one per processor)
  --help         this text

A classifier's risk is a reason to let a person look, never more.
Exit code: 0 when every path could be opened, 1 when one could not.
`,
  async run(words, context) {
    const read = readWords(words, {
      json: { type: 'boolean' },
      tier: { type: 'string' },
      bank: { type: 'string', multiple: true },
      data: { type: 'string' },
      processes: { type: 'string' },
      keys: { type: 'string' },
      policy: { type: 'string' },
      ...modelFlag,
    });
    if (read.positionals.length === 0) throw new UsageError('expected at least one file or directory to inspect.');
    const tier = readTier(read.text('tier') ?? 'trusted');
    const processes = readNumber('processes', read.text('processes'), 1, 64);
    const policy = await readPolicy(read.text('policy'));
    const views = await readViews(read.text('keys'), policy);
    const banks = await openBanks(read.texts('bank'), read.text('data') ?? join('.', '.data'));
    const measurer = createMeasurer({
      models: modelFolders(read),
      ...(processes === undefined ? {} : { processes }),
      mostWaiting: 256,
      waitMs: 3_600_000,
    });
    const inspecting: Inspecting = {
      measurer,
      policy,
      views,
      tier,
      match: banks.match,
      signal: context.signal,
    };
    try {
      // Says at once, and once, what is wrong with the installation.
      await measurer.ready();
      return await inspectAll(read.positionals, read.has('json'), inspecting, measurer.pids().length, context);
    } finally {
      await measurer.dispose();
      await banks.close();
    }
  },
};

async function inspectAll(
  paths: readonly string[],
  isJson: boolean,
  inspecting: Inspecting,
  atOnce: number,
  context: Parameters<Command['run']>[1],
): Promise<number> {
  const showsProgress = !isJson && context.isTerminal;
  const working: Promise<InspectedFile | UninspectedFile>[] = [];
  let files = 0;
  let unopened = 0;
  if (!isJson) context.out(tableHeading());
  const print = async (): Promise<void> => {
    const file = await working.shift();
    if (file === undefined || context.signal.aborted) return;
    if ('code' in file && file.code === 'read-failed') unopened++;
    files++;
    if (showsProgress) context.say('\r\u001b[K');
    context.out(isJson ? `${JSON.stringify(file)}\n` : tableRow(file));
    if (showsProgress) context.say(`${files} files`);
  };
  // Lines come in the order of the paths; twice as many files are in work as processes, so that none waits for a disk.
  for await (const file of walkFiles(paths, context.signal)) {
    if (context.signal.aborted) break;
    working.push(inspectFile(file, inspecting));
    if (working.length >= 2 * atOnce) await print();
  }
  while (working.length > 0) await print();
  if (showsProgress) context.say('\r\u001b[K');
  if (context.signal.aborted) return 130;
  return unopened > 0 ? 1 : 0;
}

async function readViews(keysFile: string | undefined, policy: ServerPolicy): Promise<readonly View[]> {
  return keysFile === undefined ? [] : drawViews((await loadKeys(keysFile)).views, policy.views);
}

function readTier(text: string): Tier {
  const tier = tiers.find((known) => known === text);
  if (tier === undefined) throw new UsageError(`--tier: expected one of ${tiers.join(', ')}, got ${text}.`);
  return tier;
}
