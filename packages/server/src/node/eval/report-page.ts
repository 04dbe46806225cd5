import { createHash } from 'node:crypto';
import type { FolderEvaluation } from './evaluate-folder.js';
import type { Evaluation } from './evaluation.js';
import { headsOf, safe, tableOf } from './markup.js';
import { curvesPart } from './page-curves.js';
import { judgePart } from './page-judge.js';
import { pageStyle } from './page-style.js';
import { costSentence } from './sentences.js';
import { spellCount, spellCounted, spellShare } from './spelt-numbers.js';

/** Files of one list that the page names; further ones are counted, and in the JSON. */
const mostNamed = 200;

/** Nothing is loaded and nothing runs: the one style is allowed by its digest. */
const contentPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The evaluation as one HTML page, piece by piece: no script, no request, no picture, names escaped. */
export function* reportPage(folder: FolderEvaluation): Generator<string> {
  const { corpus, evaluation, unmeasured } = folder;
  const name = safe(corpus.name);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Evaluation of ${name}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>Evaluation of ${name}</h1>
`;
  yield headPart(folder);
  yield rulesPart(evaluation);
  yield curvesPart(evaluation);
  for (const [index, judge] of evaluation.judges.entries()) yield* judgePart(judge, index, evaluation.day);
  yield differencesPart(evaluation);
  yield listPart(
    'Not measured',
    ['why', 'file'],
    unmeasured.map(({ code, path }) => [code, safe(path)]),
  );
  yield listPart(
    'Copies, counted once',
    ['file', 'is'],
    corpus.copies.map(({ path, of }) => [safe(path), safe(of)]),
  );
  yield readingPart;
  yield '</main>\n</body>\n</html>\n';
}

function headPart({ corpus, evaluation, unmeasured }: FolderEvaluation): string {
  const { links, otherFiles, outside } = corpus.ignored;
  const { labels, models } = evaluation;
  const left = [
    spellCounted(corpus.copies.length, 'copy', 'copies'),
    `${spellCounted(unmeasured.length, 'file')} not measured`,
    `${spellCounted(otherFiles, 'file')} that ${otherFiles === 1 ? 'is no picture' : 'are no pictures'}`,
    spellCounted(links, 'link'),
    `${spellCounted(outside, 'entry', 'entries')} outside of the labels`,
  ];
  return `${tableOf(
    'The folder',
    [headsOf(['label', 'pictures', 'wanted'])],
    labels.map(({ name, pictures, isBad }) => [
      safe(name),
      spellCount(pictures),
      isBad ? 'to be stopped' : 'to be let through',
    ]),
  )}<p class="note">Left out: ${left.join(', ')}. Models: ${models.map(({ id, sha256 }) => `${safe(id)} (${sha256.slice(0, 8)}…)`).join(', ')}. “Bad” is what the folder’s labels call so. No model here recognises child abuse.</p>
`;
}

function rulesPart({ rules, day, policy }: Evaluation): string {
  return `<h2>As shipped</h2>
${tableOf(
  `The rules of the policy ${safe(policy)}, and Wilson’s 95 % intervals`,
  [headsOf(['rule', 'bad ones found', 'false alarms', 'precision in this folder'])],
  rules.map(({ title, found, falseAlarms, precision }) => [
    safe(title),
    spellShare(found),
    spellShare(falseAlarms),
    spellShare(precision),
  ]),
)}${rules.map(({ title, verb, cost }) => `<p><strong>${safe(title.charAt(0).toUpperCase() + title.slice(1))}.</strong> ${safe(costSentence(day, cost, verb))}</p>\n`).join('')}`;
}

function differencesPart({ differences, models }: Evaluation): string {
  if (differences.length === 0) return '';
  return `<h2>Where the models differ most</h2>
${tableOf(
  'Pictures, by name only',
  [headsOf(['file', ...models.map(({ id }) => safe(id)), 'apart'])],
  differences.map(({ path, risks, difference }) => [
    safe(path),
    ...risks.map((risk) => risk.toFixed(3)),
    difference.toFixed(3),
  ]),
)}`;
}

function listPart(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const more = rows.length - mostNamed;
  return `<h2>${title}</h2>\n${tableOf(title, [headsOf(heads)], rows.slice(0, mostNamed))}${more > 0 ? `<p class="note">And ${spellCount(more)} more.</p>\n` : ''}`;
}

const readingPart = `<h2>How to read this</h2>
<dl>
<dt>above</dt><dd>A picture is stopped where its number is strictly greater than the threshold; one that is equal passes.</dd>
<dt>recall</dt><dd>Of a label’s pictures, those treated right: stopped where the label is to be stopped, else let through.</dd>
<dt>precision</dt><dd>Of those treated so, being of this label or of the other side, those of this label. It goes with the folder’s mixture: where one picture in a thousand is bad, most of what is stopped is harmless. The lines “At … a day” say how many.</dd>
<dt>small print beside a share</dt><dd>Wilson’s 95 % interval, in per cent. It knows how many pictures there were, not whether they are like a forum’s.</dd>
<dt>cascade</dt><dd>The smaller of both risks where the first model asks for the second, else 0: above it in place of the policy’s threshold the device blocks.</dd>
<dt>average precision</dt><dd>The precision at each bad picture found, averaged.</dd>
<dt>Brier score, expected calibration error</dt><dd>How far risks are from being probabilities; 0 is best.</dd>
</dl>
`;
