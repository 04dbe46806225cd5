// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { tables } from './tables.mjs';

/**
 * Puts the tables of the lanes that ran into the page, between `<!-- LANE -->` and `<!-- /LANE -->`, and the machine
 * between those of `machine`. What did not run stays as it is. Throws where the page has no such place.
 * @param {string} page path of docs/bench.md @param {Record<string, Record<string, unknown>>} found
 */
export function writeDocs(page, found) {
  let text = readFileSync(page, 'utf8');
  for (const [name, value] of Object.entries(found)) {
    const table = name === 'machine' ? machineLine(value) : tables[name]?.(value);
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (table === undefined || from < 0 || to < from) throw new Error(`${page} has no place for ${name}.`);
    text = `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
  }
  writeFileSync(page, text);
}

/** @param {Record<string, unknown>} machine */
function machineLine({ cores, node, chromium, load, runs }) {
  const browser = chromium === undefined ? '' : `, Chromium ${chromium}`;
  return `Last run: ${cores} cores, Node ${node}${browser}, \`--runs ${runs}\`, load average ${load} before it began.`;
}
