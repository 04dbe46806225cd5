// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isHeld, openEyes, viewsOfDeployment } from './server-eyes.mjs';

// What share of evading pictures the server still holds: `node models/triggers/measure-evasion.mjs DIR [--deployments N] [--third]`.
// DIR holds what evade.py made: source-0.jpg, plain-0.jpg, robust-0.jpg and so on. Each picture is looked at through the views
// of N invented deployments, because which views a deployment draws is what an attacker does not know. --third adds
// inception-v3, which must have been built (models/inception-v3/CARD.md) and takes four times what the other two take.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { deployments: { type: 'string', default: '25' }, third: { type: 'boolean', default: false } },
});
const [directory] = positionals;
if (directory === undefined) throw new Error('expected a directory of pictures that evade.py made');

const models = new URL('../', import.meta.url);
const shipped = ['mobilenet-v2', 'open-nsfw'];
const third = 'inception-v3';
const ids = values.third ? [...shipped, third] : shipped;
const look = await openEyes(ids.map((id) => new URL(`${id}/`, models)));

const mostViews = 4;
const deployments = await Promise.all(
  Array.from({ length: Number(values.deployments) }, (_, number) => viewsOfDeployment(number, mostViews)),
);

/** @typedef {{ group: string, name: string, seen: import('./server-eyes.mjs').Seen }} Picture `views`: of all deployments, in order */
/** @type {Picture[]} */
const pictures = [];
for (const name of readdirSync(directory).sort()) {
  const group = /^([a-z]+)-\d+\.(?:jpg|png)$/.exec(name)?.[1];
  if (group === undefined) continue;
  const file = pathToFileURL(join(directory, name));
  const whole = await look(file, []);
  // What is held as a whole is held through whichever views.
  const seen = isHeld(whole) ? whole : await look(file, deployments.flat());
  pictures.push({ group, name, seen });
  const risks = seen.whole.map(({ id, risk }) => `${id} ${risk.toFixed(3)}`).join(', ');
  const held = [0, 1, 2, mostViews].map(
    (count) => `${count} views ${percent(heldShare([{ group, name, seen }], count, shipped))}`,
  );
  console.log(`${name}: ${risks}; held with ${held.join(', ')}`);
}

/** @param {readonly Picture[]} among @param {number} count of views @param {readonly string[]} with_ models @param {number} [furtherAbove] */
function heldShare(among, count, with_, furtherAbove) {
  const answers = among.flatMap(({ seen: { whole, views } }) =>
    deployments.map((_, number) =>
      isHeld(
        { whole, views: views.slice(number * mostViews, number * mostViews + count) },
        { models: with_, ...(furtherAbove === undefined ? {} : { furtherAbove }) },
      ),
    ),
  );
  return answers.filter(Boolean).length / answers.length;
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** @type {[string, readonly string[], number | undefined][]} */
const judges = [
  ['the two shipped models', shipped, undefined],
  ...(values.third
    ? /** @type {[string, readonly string[], number][]} */ (
        [0.9, 0.7, 0.3].map((at) => [`with ${third} > ${at}`, ids, at])
      )
    : []),
];
const table = [...new Set(pictures.map(({ group }) => group))].flatMap((group) => {
  const among = pictures.filter((picture) => picture.group === group);
  return judges.map(([judge, with_, furtherAbove]) => ({
    group,
    pictures: among.length,
    judge,
    ...Object.fromEntries(
      [0, 1, 2, mostViews].map((count) => [`${count} views`, percent(heldShare(among, count, with_, furtherAbove))]),
    ),
  }));
});
console.table(table);
