import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

// A simple reader of sources, to see where something can lead: TypeScript 7 has no programming interface. It errs on the
// side of seeing too much: a type that is imported counts like a call.

/** Sources by path from `packages/server/src`, without comments. */
export type Sources = ReadonlyMap<string, string>;

/** Every source of the server. */
export async function serverSources(): Promise<Sources> {
  const root = fileURLToPath(new URL('../../../packages/server/src/', import.meta.url));
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  const read = files.map(async (entry): Promise<[string, string]> => {
    const path = posix.join(entry.parentPath.slice(root.length), entry.name);
    return [path, withoutComments(await readFile(posix.join(root, path), 'utf8'))];
  });
  return new Map((await Promise.all(read)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The text without its comments; what stands in quotes stays. */
export function withoutComments(text: string): string {
  return text.replace(/('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/.*/g, '$1');
}

/** `import x from 'y'`, `export { x } from 'y'`, `import 'y'`; what is only a type leads nowhere. */
const statements = /^\s*(?:import|export)\s+(type\s[^'"]*?from\s*)?(?:[^'";=]*?\sfrom\s*)?['"]([^'"]+)['"]/gm;
/** `import('y')`, wherever it stands. */
const whileRunning = /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g;

/** What a file can run of others: paths of sources, and packages by their names. */
export function importsOf(path: string, sources: Sources): string[] {
  const text = sources.get(path) ?? '';
  const targets = [
    ...[...text.matchAll(statements)].flatMap(([, type, target = '']) => (type === undefined ? [target] : [])),
    ...[...text.matchAll(whileRunning)].map(([, target = '']) => target),
  ];
  return targets.map((target) =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target).replace(/\.js$/, '.ts') : target,
  );
}

/** All sources that can be reached from these, themselves among them, in the order of their names. */
export function reachedFrom(roots: readonly string[], sources: Sources): string[] {
  const reached = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path) || !sources.has(path)) continue;
    reached.add(path);
    open.push(...importsOf(path, sources));
  }
  return [...reached].sort();
}

/** Whatever a file writes into the database: `insert accounts` by drizzle (of these tables), or the words of its own SQL. */
export function writesOf(text: string, tables: ReadonlySet<string>): string[] {
  const byDrizzle = [...text.matchAll(/\.(insert|update|delete)\(\s*(\w+)\s*\)/g)].flatMap(([, verb, table = '']) =>
    tables.has(table) ? [`${verb} ${table}`] : [],
  );
  const bySql = text.match(
    /\b(?:insert\s+into|delete\s+from|truncate|(?:drop|alter|create)\s+(?:table|trigger|function|role))\s+[^\s(`']+|\bupdate\s+[^\s`']+\s+set\b/gi,
  );
  return [...new Set([...byDrizzle, ...(bySql ?? []).map((words) => words.replace(/\s+/g, ' ').toLowerCase())])].sort();
}

/** What a file takes out of the services it is given: `database`, `clock` … */
export function servicesUsedIn(text: string): string[] {
  const byName = [...text.matchAll(/\bservices\s*\.\s*(\w+)(?!\.?\w*')/g)].map(([, name = '']) => name);
  const takenApart = [...text.matchAll(/\{([^{}]*)\}\s*=\s*services\s*(?![.\w])/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.split(':')[0]?.trim() ?? ''),
  );
  return [...new Set([...byName, ...takenApart])].filter((name) => name !== '' && name !== 'js').sort();
}

/** The text without what stands in quotes: its names and nothing that it says. What a template computes stays. */
export function withoutStrings(text: string): string {
  return text
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) => (template.match(/\$\{[^}]*\}/g) ?? []).join(' '));
}

const wordsByText = new Map<string, ReadonlySet<string>>();

/** The words that a text's names are made of, in small letters: `banAccount` is `ban` and `account`. */
export function wordsOf(text: string): ReadonlySet<string> {
  const known = wordsByText.get(text);
  if (known !== undefined) return known;
  const names = new Set(text.match(/[A-Za-z][A-Za-z0-9]*/g) ?? []);
  const parts = [...names].flatMap((name) => name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/));
  const words = new Set(parts.map((word) => word.toLowerCase()));
  wordsByText.set(text, words);
  return words;
}
