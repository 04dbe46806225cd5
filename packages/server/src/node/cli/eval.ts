import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSafeUploadError } from '@safeupload/sdk/core';
import { defaultServerPolicy } from '../../policy/server-policy.js';
import { evaluateFolder, type FolderEvaluation } from '../eval/evaluate-folder.js';
import type { Questions } from '../eval/evaluation.js';
import { reportJson } from '../eval/report-json.js';
import { reportPage } from '../eval/report-page.js';
import { reportText } from '../eval/report-text.js';
import { expectWritable, writeReport } from '../eval/write-report.js';
import { type Command, type CommandContext, readNumber, readWords, UsageError, type Words } from './command.js';
import { progressOn } from './eval-progress.js';

/** 0.05, 0.1 … 0.95. */
const usualThresholds = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);

/** `safeupload eval DIR`. */
export const evaluateCommand: Command = {
  help: `Usage: safeupload eval [flags] DIR

Measures pictures that people have labelled and says how well the models and the
rules as shipped tell them apart. DIR has one subfolder for each label, e.g.
DIR/harmless and DIR/explicit, with pictures in them at any depth. No picture
leaves this machine; names and numbers are all that is written.

  --bad LABEL          a label whose pictures are to be stopped; may be repeated
                       (default: subfolders named bad, explicit, nsfw, porn,
                       hentai or unsafe, in small or capital letters)
  --harmless-only      no label is: only false alarms are measured
  --no-views           look at whole pictures only, in a third of the time: the
                       server also looks through views, drawn anew for each
                       deployment and here from a key that is no secret
  --model DIR          a further model: folder with manifest.json and ONNX file;
                       may be repeated
  --false-positives R  propose thresholds for this share of false alarms; may be
                       repeated (default 0.01)
  --thresholds LIST    instead of 0.05,0.1 … 0.95, with commas between; the
                       policy's own are always among them
  --per-day N          pictures a day, for the cost (default 5000)
  --bad-in N           one of them in so many is bad (default 1000)
  --html FILE          also write the report as a page with its curves
  --json FILE          also write every number
  --journal FILE       what was measured, a line for each picture (default
                       DIR.eval.jsonl beside DIR): started again, with the same
                       or other flags, eval measures only what is not in it
  --processes N        pictures measured at the same time (default: one for each
                       processor, as far as memory goes)
  --help               this text

Collect no illegal material for this, whatever you want to measure: see
docs/eval.md.
Exit code: 0 done, also where some files could not be measured; 1 the folder
cannot be evaluated or a report not be written; 2 the command line cannot be
meant; 130 stopped by Ctrl-C: what was measured is kept.
`,
  async run(words, context) {
    const read = readWords(words, {
      bad: { type: 'string', multiple: true },
      'harmless-only': { type: 'boolean' },
      'no-views': { type: 'boolean' },
      model: { type: 'string', multiple: true },
      'false-positives': { type: 'string', multiple: true },
      thresholds: { type: 'string' },
      'per-day': { type: 'string' },
      'bad-in': { type: 'string' },
      html: { type: 'string' },
      json: { type: 'string' },
      journal: { type: 'string' },
      processes: { type: 'string' },
    });
    const [folder, ...more] = read.positionals;
    if (folder === undefined || more.length > 0) throw new UsageError('expected one folder to evaluate.');
    const asked = { bad: read.texts('bad'), harmlessOnly: read.has('harmless-only') };
    if (asked.harmlessOnly && asked.bad.length > 0)
      throw new UsageError('--bad and --harmless-only exclude each other.');
    const journal = read.text('journal') ?? `${resolve(folder)}.eval.jsonl`;
    for (const file of [read.text('html'), read.text('json')]) if (file !== undefined) await expectWritable(file);
    const progress = progressOn(context);
    try {
      const evaluated = await evaluateFolder(folder, {
        asked,
        journal,
        models: read.texts('model').map((directory) => pathToFileURL(`${resolve(directory)}/`)),
        withViews: !read.has('no-views'),
        processes: readNumber('processes', read.text('processes'), 1, 64) ?? usualProcesses(),
        policy: defaultServerPolicy,
        questions: questionsIn(read),
        signal: context.signal,
        onStep: progress.tell,
      });
      progress.end();
      await writeReports(evaluated, read, context);
      return 0;
    } catch (thrown) {
      progress.end();
      if (!context.signal.aborted && !(isSafeUploadError(thrown) && thrown.code === 'aborted')) throw thrown;
      context.say(`Stopped. What was measured is in ${journal}; the same command goes on from there.\n`);
      return 130;
    }
  },
};

/** A measuring process takes some 200 MB, of large pictures twice that; half of the memory is for others. */
function usualProcesses(): number {
  return Math.max(1, Math.min(64, availableParallelism(), Math.floor(totalmem() / 2 / 400e6)));
}

async function writeReports(evaluated: FolderEvaluation, read: Words, context: CommandContext): Promise<void> {
  const reports = [
    [read.text('html'), reportPage],
    [read.text('json'), reportJson],
  ] as const;
  for (const [file, pieces] of reports) {
    if (file === undefined) continue;
    await writeReport(file, pieces(evaluated));
    context.say(`Written: ${file}\n`);
  }
  for (const piece of reportText(evaluated)) context.out(piece);
}

function questionsIn(read: Words): Questions {
  const listed = read.text('thresholds');
  const falsePositives = read.texts('false-positives');
  return {
    thresholds:
      listed === undefined ? usualThresholds : numbersIn('thresholds', listed.split(','), (n) => n >= 0 && n <= 1),
    falsePositives:
      falsePositives.length === 0 ? [0.01] : numbersIn('false-positives', falsePositives, (n) => n > 0 && n < 1),
    day: {
      pictures: readNumber('per-day', read.text('per-day'), 1, 999_999_999) ?? 5000,
      badIn: readNumber('bad-in', read.text('bad-in'), 1, 999_999_999) ?? 1000,
    },
  };
}

/** Most thresholds, and most wanted shares, of one report. */
const mostNumbers = 100;

function numbersIn(flag: string, texts: readonly string[], isWithin: (number: number) => boolean): readonly number[] {
  const numbers = texts.map((text) => (/^\s*\d*\.?\d+\s*$/.test(text) ? Number(text) : Number.NaN));
  const wrong = texts[numbers.findIndex((number) => !isWithin(number))];
  if (wrong !== undefined) throw new UsageError(`--${flag}: expected numbers from 0 to 1, e.g. 0.01, got ${wrong}.`);
  if (numbers.length > mostNumbers) throw new UsageError(`--${flag}: expected at most ${mostNumbers} numbers.`);
  return [...new Set(numbers)];
}
