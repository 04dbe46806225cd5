import { parseArgs } from 'node:util';

/** Where a command writes and what stops it. */
export interface CommandContext {
  /** Writes to standard output; the text has its line ends. */
  out(text: string): void;
  /** Writes to standard error, for people: progress and what went wrong. */
  say(text: string): void;
  /** True where standard error is a terminal: progress may be drawn over. */
  readonly isTerminal: boolean;
  /** Fires on Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** One command of `safeupload`. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /** Runs and resolves to the exit code. Throws {@link UsageError} or a `SafeUploadError`, whose messages are printed. */
  run(words: readonly string[], context: CommandContext): Promise<number>;
}

/** A command line that cannot be meant; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags a command knows. */
export type Flags = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>>;

/** A command line, read. */
export interface Words {
  readonly positionals: readonly string[];
  /** The value of a text flag, or undefined. The last one counts. */
  text(flag: string): string | undefined;
  /** All values of a text flag. */
  texts(flag: string): readonly string[];
  /** True where a flag without value was given. */
  has(flag: string): boolean;
}

/** An id of an upload, a picture or a legal hold: 16 bytes in base64url. */
const ID = /^[\w-]{22}$/;

/**
 * The words in a form in which `parseArgs` cannot mistake an id for a flag: a text flag joined to its value
 * (`--upload -x` → `--upload=-x`), and everything else that is no flag behind a `--`. Ids are base64url, so one in 64
 * begins with "-", and an operator who pastes it should not have to know. Only a flag that the command knows is still
 * read as one after a text flag: then the value was forgotten.
 */
function unmistakable(words: readonly string[], flags: Flags): string[] {
  const flagWords: string[] = [];
  const others: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      others.push(...words.slice(at + 1));
      break;
    }
    const next = words[at + 1];
    if (isFlag(word, flags)) {
      const takesText = flags[word.slice(2)]?.type === 'string';
      if (takesText && next !== undefined && next !== '--' && !isFlag(next, flags)) {
        flagWords.push(`${word}=${next}`);
        at++;
      } else flagWords.push(word);
    } else if (word.startsWith('-') && !ID.test(word)) flagWords.push(word);
    else others.push(word);
  }
  return [...flagWords, '--', ...others];
}

function isFlag(word: string, flags: Flags): boolean {
  const name = word.startsWith('--') ? word.slice(2).split('=', 1)[0] : undefined;
  return name !== undefined && Object.hasOwn(flags, name);
}

/** Reads a command line. Throws {@link UsageError} on flags it does not know. */
export function readWords(words: readonly string[], flags: Flags): Words {
  try {
    const { values, positionals } = parseArgs({
      args: unmistakable(words, flags),
      options: flags,
      allowPositionals: true,
      strict: true,
    });
    const all = (flag: string): readonly (string | boolean)[] => {
      const value = values[flag];
      return value === undefined ? [] : Array.isArray(value) ? value : [value];
    };
    const texts = (flag: string) => all(flag).filter((value) => typeof value === 'string');
    return { positionals, texts, text: (flag) => texts(flag).at(-1), has: (flag) => all(flag).includes(true) };
  } catch (thrown) {
    const known = Object.keys(flags).map((flag) => `--${flag}`);
    const why = thrown instanceof Error ? (thrown.message.split(/\.\s|\n/)[0] ?? '') : '';
    throw new UsageError(`${why}. Known flags: ${known.join(', ')}.`);
  }
}

/** A whole number in a range out of a flag. Throws {@link UsageError}. */
export function readNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${flag}: expected a whole number from ${least} to ${most}, got ${text}.`);
}
