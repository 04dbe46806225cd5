import { printable } from '../cli/printable.js';
import type { Day } from './daily-cost.js';
import type { FolderEvaluation } from './evaluate-folder.js';
import type { JudgeReport } from './evaluation.js';
import { costSentence, nameOfJudge, proposalSentences } from './sentences.js';
import type { Share } from './share.js';
import { spellCount, spellCounted, spellNumber, spellPercent, spellShare } from './spelt-numbers.js';

/** Files and differences that the terminal shows; the page and the JSON name more. */
const mostShown = 5;
/** Columns of the table of thresholds: a label's are one count and two shares ("over 99.9 %"). */
const width = { stopped: 7, share: 12, label: 7 + 2 + 2 * 12 };

/** The evaluation for a terminal, piece by piece. */
export function* reportText(folder: FolderEvaluation): Generator<string> {
  const { evaluation } = folder;
  const { rules, judges, day } = evaluation;
  yield* headOf(folder);
  yield `\nAs shipped (policy ${evaluation.policy})\n`;
  for (const { title, verb, found, falseAlarms, precision, cost } of rules) {
    yield `  ${title}\n`;
    yield `    bad ones found  ${spellShare(found)}\n`;
    yield `    false alarms    ${spellShare(falseAlarms)}\n`;
    if (precision.share !== null) yield `    precision       ${spellShare(precision)}, in this folder's mixture\n`;
    yield `    ${costSentence(day, cost, verb)}\n`;
  }
  for (const judge of judges) yield* judgePart(judge, day);
  yield* differencesPart(folder);
}

function* headOf({ corpus, unmeasured, evaluation }: FolderEvaluation): Generator<string> {
  yield `${printable(corpus.name)}: ${spellCounted(
    evaluation.labels.reduce((sum, { pictures }) => sum + pictures, 0),
    'picture',
  )} measured by ${evaluation.models.map(({ id }) => id).join(', ')}\n`;
  for (const { name, isBad, pictures } of evaluation.labels) {
    yield `  ${printable(name).padEnd(width.label)}  ${spellCount(pictures).padStart(7)}  ${isBad ? 'to be stopped' : 'to be let through'}\n`;
  }
  const { links, otherFiles, outside } = corpus.ignored;
  if (corpus.copies.length > 0)
    yield `  ${spellCounted(corpus.copies.length, 'copy', 'copies')} of others, counted once\n`;
  if (links + otherFiles + outside > 0) {
    yield `  ignored: ${spellCounted(links, 'link')}, ${spellCounted(otherFiles, 'file')} that ${otherFiles === 1 ? 'is no picture' : 'are no pictures'}, ${spellCounted(outside, 'entry', 'entries')} outside of the labels\n`;
  }
  if (unmeasured.length > 0) yield `  not measured: ${spellCounted(unmeasured.length, 'file')}\n`;
  for (const { path, code } of unmeasured.slice(0, mostShown)) yield `    ${code}  ${printable(path)}\n`;
  if (unmeasured.length > mostShown) yield `    and ${spellCount(unmeasured.length - mostShown)} more\n`;
}

function* judgePart(judge: JudgeReport, day: Day): Generator<string> {
  const { curve, calibration, rows, proposals } = judge;
  yield `\n${nameOfJudge(judge)}\n`;
  if (curve.area !== null && curve.averagePrecision !== null) {
    yield `  area under the ROC curve ${spellNumber(curve.area, 4)}, average precision ${spellNumber(curve.averagePrecision, 4)}\n`;
  }
  if (calibration) {
    yield `  Brier score ${spellNumber(calibration.brier, 4)}, expected calibration error ${spellNumber(calibration.expectedError, 4)}\n`;
  }
  for (const proposal of proposals) {
    yield `  for at most ${spellPercent(proposal.wanted)} false alarms\n`;
    for (const sentence of proposalSentences(proposal, day)) yield `    ${sentence}\n`;
  }
  const labels = rows[0]?.labels ?? [];
  const named = labels.map(({ name }) =>
    printable(name)
      .slice(0, width.label - 2)
      .padEnd(width.label),
  );
  yield `\n  above   ${named.join('')}`.trimEnd();
  yield `\n          ${labels.map(() => columnsOf('stopped', 'recall', 'precision')).join('')}`.trimEnd();
  yield '\n';
  for (const row of rows) {
    const columns = row.labels.map(({ stopped, recall, precision }) =>
      columnsOf(spellCount(stopped), short(recall), short(precision)),
    );
    const mark = row.decides.length > 0 ? '*' : ' ';
    yield `  ${`${spellNumber(row.threshold)} ${mark}`.padEnd(8)}${columns.join('')}`.trimEnd();
    yield '\n';
  }
  for (const { threshold, decides } of rows) {
    if (decides.length > 0) yield `  * ${spellNumber(threshold)}: ${decides.join('; ')}\n`;
  }
}

function* differencesPart({ evaluation: { differences, models } }: FolderEvaluation): Generator<string> {
  if (differences.length === 0) return;
  yield `\nThe models differ most on (${models.map(({ id }) => id).join(' / ')})\n`;
  for (const { path, risks } of differences.slice(0, mostShown)) {
    yield `  ${risks.map((risk) => risk.toFixed(3)).join(' / ')}  ${printable(path)}\n`;
  }
}

function columnsOf(stopped: string, recall: string, precision: string): string {
  return `${stopped.padStart(width.stopped)}  ${recall.padEnd(width.share)}${precision.padEnd(width.share)}`;
}

function short({ share }: Share): string {
  return share === null ? '–' : spellPercent(share);
}
