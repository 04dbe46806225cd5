// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';
import { kilobytes } from './verdicts.mjs';

/** @typedef {import('./verdicts.mjs').Measured} Measured */

/**
 * The tables of docs/bench-ui.md, by the name of their place in it.
 * @type {Readonly<Record<string, (all: readonly Measured[], verdicts: readonly { sentence: string, ok: boolean }[]) => string>>}
 */
export const uiTables = {
  table: (all) =>
    table(
      [
        '',
        'version',
        'rows after 250 ms, while screened',
        'first row, ms',
        'files lost',
        'events announced',
        'axe: rules broken',
        'JS at once, KB',
        'with an upload, KB',
        'all of it, KB',
        'CSS, KB',
      ],
      all.map(({ title, version, rows, files, events, axe, bytes, list }) => [
        title,
        version,
        `${rows.soon}, ${rows.screening} of ${rows.of}${list ? '' : ' (the host’s list)'}`,
        Number.isFinite(rows.firstRowMs) ? String(rows.firstRowMs) : 'never',
        `${files.lost} of ${files.of}`,
        `${events.announced} of ${events.of}`,
        String(axe.rules),
        kilobytes(bytes.atOnce),
        kilobytes(bytes.js),
        kilobytes(bytes.all),
        bytes.css === 0 ? '–' : kilobytes(bytes.css),
      ]),
    ),
  verdicts: (_all, verdicts) =>
    table(
      ['', ''],
      verdicts.map(({ sentence, ok }) => [sentence, ok ? 'ok' : '**NOT ok**']),
    ),
  announced: (all) => {
    const names = Object.keys(all[0]?.events.heard ?? {});
    return table(
      ['', ...names],
      all.map(({ title, events }) => [
        title,
        ...names.map((name) => (events.heard[name] === null ? '–' : `“${short(events.heard[name] ?? '')}”`)),
      ]),
    );
  },
  axe: (all) => {
    const states = Object.keys(all[0]?.axe.found ?? {});
    return table(
      ['', ...states],
      all.map(({ title, axe }) => [
        title,
        ...states.map((state) => {
          const broken = Object.entries(axe.found[state] ?? {});
          return broken.length === 0 ? '0' : broken.map(([rule, count]) => `${rule} × ${count}`).join(', ');
        }),
      ]),
    );
  },
};

/**
 * Puts the tables into the page, each between `<!-- NAME -->` and `<!-- /NAME -->`, with what it was measured on below the
 * last. Throws where the page has no such place.
 * @param {string} page path of docs/bench-ui.md
 * @param {readonly Measured[]} all ours first
 * @param {readonly { sentence: string, ok: boolean }[]} verdicts @param {string} provenance
 */
export function writeUiDocs(page, all, verdicts, provenance) {
  let text = readFileSync(page, 'utf8');
  const parts = {
    ...Object.fromEntries(Object.entries(uiTables).map(([name, of]) => [name, of(all, verdicts)])),
    provenance,
  };
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}.`);
    text = `${text.slice(0, from + begin.length)}\n${part}\n${text.slice(to)}`;
  }
  writeFileSync(page, text);
}

/** What was said, at most as long as a cell of a table bears; a bar would end the cell. @param {string} text */
function short(text) {
  const plain = text.replaceAll('|', '/');
  return plain.length <= 90 ? plain : `${plain.slice(0, 89)}…`;
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
