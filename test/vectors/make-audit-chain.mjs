// @ts-check
// Writes audit-chain.json: an audit log and what becomes of it when somebody lays hands on it. Canonical JSON and hashes
// are computed here by a few lines of their own, so that the package's code is held against something else.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

/** @typedef {{ seq: number, at: number, by: string, action: string, subject: string, details: Record<string, string | number | boolean | null>, previous: string }} Entry */
/** @typedef {Entry & { hash: string }} Row */

/** Keys sorted, no white space (RFC 8785). @param {unknown} value @returns {string} */
function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** @param {Entry} entry */
function sealed({ seq, at, by, action, subject, details, previous }) {
  const text = canonical({ seq, at, by, action, subject, details, previous });
  return { text, hash: createHash('sha256').update(text, 'utf8').digest('hex') };
}

const startedAt = Date.UTC(2026, 10, 23, 1, 30);
const upload = 'AbCdEfGhIjKlMnOpQrStUv';
/** @type {readonly Omit<Entry, 'seq' | 'at' | 'previous'>[]} */
const drafts = [
  { by: 'early_lamp', action: 'curtain-up', subject: 'curtain-1', details: { hidden: 3 } },
  { by: 'night_heron', action: 'looked', subject: upload, details: { size: 'small' } },
  { by: 'night_heron', action: 'bank-added', subject: 'local-hold', details: { sha256: true, note: null } },
  {
    by: 'sæby ø',
    action: 'exported',
    subject: upload,
    details: { z: 'last', reason: 'Case "7/2026" – über\\Straße 😀', a: 0.5, picture: null, record: true },
  },
  { by: 'operator', action: 'legal-hold-placed', subject: 'winter_wren', details: { reason: 'order 12', hold: 'h-1' } },
  { by: 'operator', action: 'legal-hold-lifted', subject: 'winter_wren', details: {} },
];

/** @type {(Row & { canonical: string })[]} */
const chain = [];
for (const [index, draft] of drafts.entries()) {
  const entry = {
    seq: index + 1,
    at: startedAt + index * 61_003,
    ...draft,
    previous: chain.at(-1)?.hash ?? '0'.repeat(64),
  };
  const { text, hash } = sealed(entry);
  chain.push({ ...entry, hash, canonical: text });
}

/** @returns {Row[]} */
const rows = () => chain.map(({ canonical: _, ...row }) => structuredClone(row));
/** A chain that is whole in itself, from this row on. @param {Row[]} list @param {number} from */
function resealed(list, from) {
  for (let at = from; at < list.length; at++) {
    list[at].previous = list[at - 1]?.hash ?? '0'.repeat(64);
    list[at].hash = sealed(list[at]).hash;
  }
  return list;
}
/** @param {(list: Row[]) => void} change */
function changed(change) {
  const list = rows();
  change(list);
  return list;
}

const head = { seq: 6, hash: chain[5].hash };
/** @type {{ name: string, rows: Row[], expectHead?: { seq: number, hash: string }, found: { whole: boolean, broken?: string, seq?: number, entries: number } }[]} */
const cases = [
  { name: 'nothing was logged', rows: [], found: { whole: true, entries: 0 } },
  { name: 'untouched', rows: rows(), expectHead: head, found: { whole: true, entries: 6 } },
  {
    name: 'went on since its head was noted',
    rows: rows(),
    expectHead: { seq: 2, hash: chain[1].hash },
    found: { whole: true, entries: 6 },
  },
  ...['by', 'action', 'subject'].map((field) => ({
    name: `another ${field}`,
    rows: changed((list) => Object.assign(list[3], { [field]: 'somebody' })),
    found: { whole: false, broken: 'altered', seq: 4, entries: 3 },
  })),
  {
    name: 'another time',
    rows: changed((list) => {
      list[3].at += 1;
    }),
    found: { whole: false, broken: 'altered', seq: 4, entries: 3 },
  },
  {
    name: 'a detail changed',
    rows: changed((list) => {
      list[3].details.picture = 'as-received';
    }),
    found: { whole: false, broken: 'altered', seq: 4, entries: 3 },
  },
  {
    name: 'a detail more',
    rows: changed((list) => {
      list[5].details.more = 1;
    }),
    found: { whole: false, broken: 'altered', seq: 6, entries: 5 },
  },
  {
    name: 'a detail less',
    rows: changed((list) => {
      delete list[0].details.hidden;
    }),
    found: { whole: false, broken: 'altered', seq: 1, entries: 0 },
  },
  {
    name: 'altered, its hash computed anew',
    rows: changed((list) => {
      list[1].by = 'nobody';
      list[1].hash = sealed(list[1]).hash;
    }),
    found: { whole: false, broken: 'replaced', seq: 2, entries: 2 },
  },
  {
    name: 'one gone from the middle',
    rows: changed((list) => {
      list.splice(2, 1);
    }),
    found: { whole: false, broken: 'missing', seq: 3, entries: 2 },
  },
  {
    name: 'the first ones gone',
    rows: changed((list) => {
      list.splice(0, 2);
    }),
    found: { whole: false, broken: 'missing', seq: 1, entries: 0 },
  },
  {
    name: 'one gone, the later ones renumbered',
    rows: changed((list) => {
      list.splice(2, 1);
      for (const row of list.slice(2)) row.seq -= 1;
    }),
    found: { whole: false, broken: 'reordered', seq: 3, entries: 2 },
  },
  {
    name: 'two neighbours swapped',
    rows: changed((list) => {
      [list[2].seq, list[3].seq] = [4, 3];
      list.sort((a, b) => a.seq - b.seq);
    }),
    found: { whole: false, broken: 'reordered', seq: 3, entries: 2 },
  },
  {
    name: 'one put in between, the later ones renumbered',
    rows: changed((list) => {
      list.splice(2, 0, { ...list[1], hash: '' });
      list.forEach((row, at) => {
        row.seq = at + 1;
      });
      list[2].previous = list[1].hash;
      list[2].hash = sealed(list[2]).hash;
    }),
    found: { whole: false, broken: 'reordered', seq: 4, entries: 3 },
  },
  { name: 'the end cut off, unseen', rows: rows().slice(0, 4), found: { whole: true, entries: 4 } },
  {
    name: 'the end cut off, its head noted',
    rows: rows().slice(0, 4),
    expectHead: head,
    found: { whole: false, broken: 'cut', seq: 5, entries: 4 },
  },
  {
    name: 'all of it gone, its head noted',
    rows: [],
    expectHead: head,
    found: { whole: false, broken: 'cut', seq: 1, entries: 0 },
  },
  {
    name: 'written anew from the third on, unseen',
    rows: resealed(
      changed((list) => {
        list[2].details.note = 'nothing to see';
      }),
      2,
    ),
    found: { whole: true, entries: 6 },
  },
  {
    name: 'written anew from the third on, its head noted',
    rows: resealed(
      changed((list) => {
        list[2].details.note = 'nothing to see';
      }),
      2,
    ),
    expectHead: head,
    found: { whole: false, broken: 'replaced', seq: 6, entries: 5 },
  },
];

await writeFile(new URL('audit-chain.json', import.meta.url), `${JSON.stringify({ chain, cases }, null, 1)}\n`);
