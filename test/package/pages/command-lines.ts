import { existsSync, readFileSync } from 'node:fs';
import { type Fence, inlineCodeOf } from './fences.js';
import { askAssets, askSafeupload, commandNames, type KnownFlags, knownFlags } from './known-flags.js';

/** A command as a page says it. */
export interface CommandLine {
  /** Page and line. */
  readonly where: string;
  readonly said: string;
}

/** The commands of a fence of the language `sh`, without comments. */
export function commandsOf({ page, line, code }: Fence): readonly CommandLine[] {
  return code.split('\n').flatMap((text, at) =>
    text
      .replace(/(^|\s)#.*/, '')
      .split('&&')
      .map((said) => ({ where: `${page}:${line + at}`, said: said.trim() }))
      .filter(({ said }) => said !== ''),
  );
}

/** The commands inside of a page's sentences and tables: those that begin with a program, or with `serve --`. */
export function mentionsOf(page: string, text: string): readonly CommandLine[] {
  return inlineCodeOf(page, text)
    .filter(({ code }) =>
      /^(?:[A-Z_]+=\S+ )*(?:(?:npx|pnpm|node|vitest|safeupload|safeupload-assets) \S|[a-z-]+ --)/.test(code),
    )
    .map(({ where, code }) => ({ where, said: code }));
}

/** Other people's programs that the pages name: of their flags nothing is known here. */
const others = /^(?:node|vitest|cd|npm|create-next-app@latest|python3|\S+\/bin\/(?:python|pip))$/;

/**
 * Resolves to what says what is wrong with a command: null where nothing is. Of `safeupload` and `safeupload-assets`: the
 * command, its verb and each flag are there, with a value or without. Of others: the script of package.json, the file and
 * the test are there.
 * @param root Folder of the repository, built.
 */
export async function judgeOfCommands(root: string): Promise<(said: string) => string | null> {
  const { packageManager, scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const known = new Map([['safeupload-assets', await knownFlags(askAssets(root))]]);
  for (const name of await commandNames()) known.set(`safeupload ${name}`, await knownFlags(askSafeupload, name));

  return (said) => {
    const words: string[] = said.replaceAll(/[[\]]/g, '').match(/"[^"]*"|\S+/g) ?? [];
    while (/^(?:[A-Z_]+=.*|npx|--yes)$/.test(words[0] ?? '')) words.shift();
    // `serve --policy FILE`, in a sentence, is safeupload's; `demo --lan` a script.
    if (known.has(`safeupload ${words[0]}`)) words.unshift('safeupload');
    if (Object.hasOwn(scripts, words[0] ?? '')) words.unshift('pnpm');
    const [program = '', name = ''] = words;
    const command = program === 'safeupload' ? `${program} ${name}` : program;
    const ours = known.get(command);
    if (ours !== undefined) return judgeWords(command, ours, words.slice(command.split(' ').length));
    if (program === 'safeupload') return `safeupload has no command ${name}`;

    const isPnpm = program === 'pnpm' || program === packageManager;
    if (isPnpm && !['exec', 'install', ...Object.keys(scripts)].includes(name)) return `there is no script ${name}`;
    if (!isPnpm && !others.test(program)) return `nobody here knows ${program}`;
    const files = words.filter((word) => /^(?:scripts|test|models|examples|packages)\//.test(word));
    if (program === 'node') files.push(name);
    if (words.includes('--project')) files.push(`test/${words[words.indexOf('--project') + 1]}`);
    const missing = files.find((file) => !existsSync(root + file));
    return missing === undefined ? null : `there is no ${missing}`;
  };
}

/** What is wrong with the words behind a command of ours: null where nothing is. */
function judgeWords(command: string, { takesValue, verbs }: KnownFlags, said: readonly string[]): string | null {
  // `up|down|status` and `--account ID|--upload ID`, as help is written, are words of their own.
  const verb = verbs.length === 0 ? undefined : (said[0] ?? '').split('|').find((word) => !verbs.includes(word));
  if (verb !== undefined) return `${command} knows ${verbs.join(', ')}, not ${verb}`;
  const words = said.flatMap((word) => word.split('|'));
  for (const [at, word] of words.entries()) {
    if (!word.startsWith('--')) continue;
    const takes = takesValue.get(word);
    if (takes === undefined) return `${command} has no ${word}`;
    if (takes && (words[at + 1] ?? '--').startsWith('--')) return `${word} takes a value`;
  }
  return null;
}
