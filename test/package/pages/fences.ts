import { readdirSync, readFileSync } from 'node:fs';

/** A block of a page between lines of three backticks or more, or of tildes. */
export interface Fence {
  /** Path of the page below the repository's folder. */
  readonly page: string;
  /** Number of its first line in the page, from 1. */
  readonly line: number;
  /** What stands behind the opening backticks; empty where nothing does. */
  readonly language: string;
  /** How many headings of the second and third order stand before it: samples of one section make one application. */
  readonly section: number;
  /** Its lines, each with its end. */
  readonly code: string;
}

/** Folders that hold other people's pages, or what was built. */
const foreign = /^(node_modules|dist|test-results|\..*)$/;

/** The pages of the repository, as paths below its folder, in order. */
export function pagesIn(root: string, folder = ''): readonly string[] {
  return readdirSync(root + folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = folder + entry.name;
      if (entry.isDirectory()) return foreign.test(entry.name) ? [] : pagesIn(root, `${path}/`);
      return entry.name.endsWith('.md') ? [path] : [];
    })
    .sort();
}

/** The fences of a page. Throws where one is not closed: what follows it would be taken for code. */
export function fencesOf(page: string, text: string): readonly Fence[] {
  const fences: Fence[] = [];
  const lines = text.split('\n');
  let section = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^#{2,3} /.test(line)) section++;
    const [, indent = '', mark = '', language = ''] = /^([ >]*)(`{3,}|~{3,})([^`]*)$/.exec(line) ?? [];
    if (mark === '') continue;
    const end = lines.findIndex((other, later) => later > at && other.slice(indent.length).trimEnd() === mark);
    if (end < 0) throw new Error(`${page}:${at + 1}: expected a line ${mark} that ends this block, got none.`);
    const code = lines.slice(at + 1, end).map((own) => `${own.slice(indent.length)}\n`);
    fences.push({ page, line: at + 2, language: language.trim(), section, code: code.join('') });
    at = end;
  }
  return fences;
}

/** A page's code that stands inside of sentences and tables, without its backticks, on one line each. */
export function inlineCodeOf(page: string, text: string): readonly { readonly where: string; readonly code: string }[] {
  const prose = text.split('\n');
  for (const { line, code } of fencesOf(page, text)) prose.fill('', line - 2, line - 1 + code.split('\n').length);
  const whole = prose.join('\n');
  return [...whole.matchAll(/(?<!`)`([^`]+)`(?!`)/g)].map(({ 1: code = '', index }) => ({
    where: `${page}:${whole.slice(0, index).split('\n').length}`,
    // In a table a bar is written with a stroke before it.
    code: code.replaceAll('\\|', '|').replace(/\s+/g, ' '),
  }));
}

/** The fences of all pages of the repository. */
export function fencesIn(root: string): readonly Fence[] {
  return pagesIn(root).flatMap((page) => fencesOf(page, readFileSync(root + page, 'utf8')));
}
