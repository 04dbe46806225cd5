import { type DrawnLine, drawingOf, lookCount, type Place } from './curve-drawing.js';
import type { Evaluation, JudgeReport, ThresholdRow } from './evaluation.js';
import { headsOf, safe, tableOf } from './markup.js';
import type { RankCurve } from './rank-curve.js';
import { nameOfJudge } from './sentences.js';
import type { Share } from './share.js';
import { spellNumber } from './spelt-numbers.js';

/** The part of the x axis in which a forum has to live: more than one false alarm in ten nobody looks at. */
const narrow = 0.1;

/** ROC and PR curves of all judges with their areas as a table; a sentence where one side of the folder is empty. */
export function curvesPart({ judges, rules }: Evaluation): string {
  if (judges.every(({ curve }) => curve.area === null)) {
    return '<h2>Curves</h2>\n<p>Curves need pictures of both sides: ones to be stopped and others. This folder has one side only.</p>\n';
  }
  const described = judges
    .map(
      (judge) =>
        `${nameOfJudge(judge)}: area under ROC ${number(judge.curve.area)}, average precision ${number(judge.curve.averagePrecision)}`,
    )
    .join('; ');
  const shipped = rules.slice(-1);
  const roc = (id: string, title: string, xMost: number): string =>
    drawingOf({
      id,
      title,
      description: `${described}. The numbers are in the tables of the models below.`,
      xAxis: 'false alarms, % of harmless pictures',
      yAxis: 'found, % of bad pictures',
      xMost,
      lines: judges.map(lineBy(rocPlaces, ({ falseAlarms, found }) => placeOf(falseAlarms, found))),
      squares: shipped.flatMap(({ falseAlarms, found }) => placeOf(falseAlarms, found)),
      hasDiagonal: true,
    });
  const pr = drawingOf({
    id: 'pr',
    title: 'Precision and recall',
    description: `${described}. The numbers are in the tables of the models below.`,
    xAxis: 'recall: found, % of bad pictures',
    yAxis: 'precision: bad, % of those stopped',
    xMost: 1,
    lines: judges.map(lineBy(prPlaces, ({ found, precision }) => placeOf(found, precision))),
    squares: shipped.flatMap(({ found, precision }) => placeOf(found, precision)),
    hasDiagonal: false,
  });
  return `<h2>Curves</h2>
<div class="drawings">
<figure>${roc('roc', 'ROC: found against false alarms', 1)}<figcaption>ROC. The diagonal is what a coin would do.</figcaption></figure>
<figure>${roc('roc-narrow', 'ROC up to one false alarm in ten', narrow)}<figcaption>The same, up to one false alarm in ten.</figcaption></figure>
<figure>${pr}<figcaption>Precision and recall, in this folder’s mixture.</figcaption></figure>
</div>
<ul class="key">${judges.map((judge, index) => `<li><svg aria-hidden="true" viewBox="0 0 36 8"><path class="line look${index % lookCount}" d="M0 4H36"/></svg> ${safe(nameOfJudge(judge))}</li>`).join('')}<li><svg aria-hidden="true" viewBox="0 0 36 10"><circle class="ring look0" cx="18" cy="5" r="4"/></svg> a threshold of the policy</li><li><svg aria-hidden="true" viewBox="0 0 36 10"><rect class="square" x="14" y="1" width="8" height="8"/></svg> what the server holds as shipped</li></ul>
${tableOf(
  'Areas under the curves',
  [headsOf(['judge', 'area under ROC', 'average precision'])],
  judges.map((judge) => [safe(nameOfJudge(judge)), number(judge.curve.area), number(judge.curve.averagePrecision)]),
)}`;
}

function lineBy(
  placesOn: (curve: RankCurve) => readonly Place[],
  ring: (row: ThresholdRow) => readonly Place[],
): (judge: JudgeReport, index: number) => DrawnLine {
  return ({ curve, rows }, index) => ({
    look: index % lookCount,
    places: placesOn(curve),
    rings: rows.filter(({ decides }) => decides.length > 0).flatMap(ring),
  });
}

function rocPlaces({ points, harmless, bad }: RankCurve): readonly Place[] {
  return points.map(({ alarms, found }) => ({ x: alarms / harmless, y: found / bad }));
}

/** In steps: between two points nobody can stand, and a straight line would promise more than the average precision sums. */
function prPlaces({ points, bad }: RankCurve): readonly Place[] {
  return points.slice(1).flatMap(({ alarms, found }, index) => {
    const y = found / (found + alarms);
    return [
      { x: (points[index]?.found ?? 0) / bad, y },
      { x: found / bad, y },
    ];
  });
}

function placeOf(x: Share, y: Share): readonly Place[] {
  return x.share === null || y.share === null ? [] : [{ x: x.share, y: y.share }];
}

function number(area: number | null): string {
  return area === null ? '–' : spellNumber(area, 4);
}
