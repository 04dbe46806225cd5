// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { tables } from './tables.mjs';

/**
 * Puts the tables of the lanes that ran into the page, between `<!-- LANE -->` and `<!-- /LANE -->`, each with the run it
 * is from. What did not run stays as it is. Throws where the page has no such place.
 * @param {string} page path of docs/bench.md
 * @param {Readonly<Record<string, Record<string, unknown>>>} found by lane
 * @param {Readonly<Record<string, unknown>>} machine
 */
export function writeDocs(page, found, machine) {
  let text = readFileSync(page, 'utf8');
  for (const [name, value] of Object.entries(found)) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    const table = tables[name]?.(value);
    if (table === undefined || from < 0 || to < from) throw new Error(`${page} has no place for ${name}.`);
    text = `${text.slice(0, from + begin.length)}\n${table}\n\n${provenanceOf(value, machine)}\n${text.slice(to)}`;
  }
  writeFileSync(page, text);
}

/** @param {Readonly<Record<string, unknown>>} found @param {Readonly<Record<string, unknown>>} machine */
function provenanceOf({ runs }, { cores, node, chromium, load }) {
  const browser = chromium === undefined ? '' : `, Chromium ${chromium}`;
  const count = runs === undefined ? '' : `${runs} runs, `;
  return `${count}${cores} cores, Node ${node}${browser}, load average ${load} before the bench began.`;
}
