import { drawingOf, lookCount } from './curve-drawing.js';
import type { Day } from './daily-cost.js';
import type { JudgeReport } from './evaluation.js';
import { headsOf, safe, tableOf } from './markup.js';
import { nameOfJudge, proposalSentences } from './sentences.js';
import type { Share } from './share.js';
import { spellCount, spellNumber, spellPercent } from './spelt-numbers.js';

/** One judge: its table of thresholds, what is proposed, and how well its risks are calibrated. */
export function* judgePart(judge: JudgeReport, index: number, day: Day): Generator<string> {
  const name = safe(nameOfJudge(judge));
  yield `<h2>${name}</h2>\n`;
  for (const proposal of judge.proposals) {
    yield `<h3>For at most ${spellPercent(proposal.wanted)} false alarms</h3>\n${proposalSentences(proposal, day)
      .map((sentence) => `<p>${safe(sentence)}</p>\n`)
      .join('')}`;
  }
  yield* thresholdTable(judge, name);
  yield* calibrationPart(judge, name, index);
}

function* thresholdTable({ rows }: JudgeReport, name: string): Generator<string> {
  const labels = rows[0]?.labels ?? [];
  const groups = labels.map(({ name: label, isBad }) => {
    const wanted = isBad ? 'to be stopped' : 'to be let through';
    return `<th scope="colgroup" colspan="3">${safe(label)}<br><small>${wanted}</small></th>`;
  });
  const columns = headsOf(labels.flatMap(() => ['stopped', 'recall', 'precision']));
  const cells = rows.map((row) => [
    `${spellNumber(row.threshold)}${row.decides.length > 0 ? '&#160;*' : ''}`,
    ...row.labels.flatMap(({ stopped, recall, precision }) => [
      spellCount(stopped),
      withInterval(recall),
      withInterval(precision),
    ]),
  ]);
  yield tableOf(
    `${name}: what is stopped above each threshold`,
    [['<th scope="col" rowspan="2">above</th>', ...groups], columns],
    cells,
  );
  const own = rows.filter(({ decides }) => decides.length > 0);
  if (own.length === 0) return;
  yield `<p class="note">* The policy’s own: ${own
    .map(({ threshold, decides }) => `${spellNumber(threshold)}, ${decides.map(safe).join('; ')}`)
    .join(' · ')}.</p>\n`;
}

function* calibrationPart(judge: JudgeReport, name: string, index: number): Generator<string> {
  const { calibration } = judge;
  if (!calibration) return;
  const { bins, brier, expectedError } = calibration;
  const filled = bins.flatMap(({ meanRisk, badShare }) =>
    meanRisk === null || badShare === null ? [] : [{ x: meanRisk, y: badShare }],
  );
  yield `<h3>Calibration</h3>
<p>Brier score ${spellNumber(brier, 4)}, expected calibration error ${spellNumber(expectedError, 4)}: of this folder’s mixture, which is not a forum’s.</p>
<div class="beside"><figure>${drawingOf({
    id: `calibration-${index}`,
    title: `${nameOfJudge(judge)}: share of bad pictures at each risk`,
    description:
      'One ring a tenth of the risks; a calibrated model has them on the diagonal. The table beside has the numbers.',
    xAxis: 'mean risk, %',
    yAxis: 'bad, %',
    xMost: 1,
    lines: [{ look: index % lookCount, places: filled, rings: filled }],
    squares: [],
    hasDiagonal: true,
  })}<figcaption>On the diagonal a risk is a probability.</figcaption></figure>
${tableOf(
  `${name}: calibration`,
  [headsOf(['risk', 'pictures', 'mean risk', 'bad'])],
  bins.map(({ from, until, pictures, meanRisk, badShare }) => [
    `${spellNumber(from)} to ${spellNumber(until)}`,
    spellCount(pictures),
    meanRisk === null ? '–' : spellNumber(meanRisk),
    badShare === null ? '–' : spellPercent(badShare),
  ]),
)}</div>
`;
}

function withInterval(share: Share): string {
  if (share.share === null) return '–';
  return `${spellPercent(share.share)} <small>${spellNumber(100 * share.low, 1)}–${spellNumber(100 * share.high, 1)}</small>`;
}
