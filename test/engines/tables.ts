import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Preparation } from '@safeupload/sdk/core';
import type { FastPaths } from './fast-paths.js';
import { knownDifferences } from './known-differences.js';
import type { Difference } from './server-side.js';

/** What was found out about one engine: a column of the tables. */
export interface Column {
  readonly name: string;
  version: string;
  fastPaths?: FastPaths;
  trustedTypes?: boolean;
  readonly parity: Parity[];
  readonly jpegs: JpegBits[];
}

/** How many bits the fingerprint of a JPEG that goes as it is lies from two others'. */
export interface JpegBits {
  readonly picture: string;
  readonly server: number;
  readonly chromium: number;
}

/** How far an engine's measurements of the fixture pictures are from two others'. */
export interface Parity {
  readonly preparation: Preparation;
  /** Pictures that are known to be measured otherwise, and are left out of the numbers. */
  readonly otherwise: readonly string[];
  /** Beside the server, of the same bytes. */
  readonly server: readonly Difference[];
  /** Beside Chromium, of the same bytes; empty where each engine prepares bytes of its own. */
  readonly chromium: readonly Difference[];
}

const page = fileURLToPath(new URL('../../docs/browsers.md', import.meta.url));

/** What each fast path is called in the table; a path that is missing here does not compile. */
const words: Readonly<Record<keyof FastPaths, string>> = {
  canvasIsHonest: 'canvas gives back what was put in',
  ownJpegsAsStored: 'own JPEGs decode as stored, without options (`ownJpegs`)',
  bareJpegsAsStored: 'picked JPEGs too, without their profile (`bareJpegs`)',
  videoFrame: 'pixels through `VideoFrame` (`videoFrames`)',
  animations: 'all frames of a GIF (`ImageDecoder`)',
  decodedReduced: '12 MP decoded at half size (`ImageDecoder`)',
  webpEncoder: '`convertToBlob` makes WebP',
  compiledArriving: 'engine compiled while it arrives (`compileStreaming`)',
  simd: 'fingerprint in WebAssembly SIMD',
  cacheStorage: 'models kept in Cache Storage',
};

/** What of the platform each engine has, in Markdown. */
export function fastPathsTable(columns: readonly Column[]): string {
  const rows = Object.entries(words).map(([key, word]) => [
    word,
    ...columns.map(({ fastPaths }) => yesOrNo(Reflect.get(Object(fastPaths), key))),
  ]);
  const types = ['Trusted Types enforced', ...columns.map(({ trustedTypes }) => yesOrNo(trustedTypes))];
  return table(['', ...columns.map(({ name, version }) => `${name}<br>${version}`)], [...rows, types]);
}

/** How far measurements are apart, in Markdown. */
export function parityTable(columns: readonly Column[]): string {
  const rows = columns.flatMap(({ name, parity }) =>
    parity.map(({ preparation, otherwise, server, chromium }) => [
      name,
      `\`${preparation}\``,
      String(server.length),
      String(otherwise.length),
      scoresOf(server),
      bitsOf(server),
      scoresOf(chromium),
      bitsOf(chromium),
    ]),
  );
  const beside = ['score beside the server: worst (mean)', 'bits', 'score beside Chromium', 'bits'];
  return table(['engine', 'sent', 'pictures', 'and otherwise', ...beside], rows);
}

/** How far fingerprints of JPEGs that go as they are lie apart, in Markdown. */
export function jpegsTable(columns: readonly Column[]): string {
  const measured = columns.filter(({ jpegs }) => jpegs.length > 0);
  const rows = (measured[0]?.jpegs ?? []).map(({ picture }) => [
    `\`${picture}\``,
    ...measured.map(({ jpegs }) => {
      const bits = jpegs.find((jpeg) => jpeg.picture === picture);
      return bits === undefined ? '–' : `${bits.server}, ${bits.chromium}`;
    }),
  ]);
  return table(['bits beside the server, beside Chromium', ...measured.map(({ name }) => name)], rows);
}

/** The pictures that an engine measures otherwise, in Markdown. */
export function knownTable(): string {
  const rows = knownDifferences.map(({ engine, picture, preparations, why }) => [
    engine,
    `\`${picture}\``,
    preparations.map((preparation) => `\`${preparation}\``).join(', '),
    why,
  ]);
  return table(['engine', 'picture', 'sent', 'why'], rows);
}

/** Puts the tables into docs/browsers.md, between the marks that are there. Throws where they are not. */
export function writeTables(columns: readonly Column[]): void {
  let text = readFileSync(page, 'utf8');
  for (const [mark, made] of [
    ['paths', fastPathsTable(columns)],
    ['jpegs', jpegsTable(columns)],
    ['parity', parityTable(columns)],
    ['known', knownTable()],
  ] as const) {
    const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${page} has no place for ${mark}.`);
    text = `${text.slice(0, from + begin.length)}\n${made}\n${text.slice(to)}`;
  }
  writeFileSync(page, text);
}

function scoresOf(differences: readonly Difference[]): string {
  if (differences.length === 0) return '–';
  const scores = differences.map(({ score }) => score);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return `${Math.max(...scores).toExponential(1)} (${mean.toExponential(1)})`;
}

function bitsOf(differences: readonly Difference[]): string {
  return differences.length === 0 ? '–' : String(Math.max(...differences.map(({ bits }) => bits)));
}

function yesOrNo(value: unknown): string {
  return value === undefined ? '–' : value === true ? 'yes' : 'no';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
