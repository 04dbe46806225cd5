import { spawnSync } from 'node:child_process';
import { vi } from 'vitest';
import { main } from '../../../packages/server/src/node/cli/main.js';

/** What a command of ours takes, as it says itself. */
export interface KnownFlags {
  /** Each flag, and whether a value stands behind it. */
  readonly takesValue: ReadonlyMap<string, boolean>;
  /** The words of which one must come first; none where any word may. */
  readonly verbs: readonly string[];
}

/** Gives a command words, and resolves to all that it wrote. */
export type Ask = (words: readonly string[]) => Promise<string>;

/** `safeupload`, in this very process: one of its own takes a second, and there are twenty questions. */
export const askSafeupload: Ask = async (words) => {
  const said: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0),
  );
  // It listens to the end of its output for as long as its process lives; this one lives on.
  const listening = vi.spyOn(process.stdout, 'on').mockReturnValue(process.stdout);
  try {
    await main(words);
    return said.join('');
  } finally {
    for (const spy of [...spies, listening]) spy.mockRestore();
  }
};

/** `safeupload-assets` of the repository in this folder. */
export function askAssets(root: string): Ask {
  const command = `${root}packages/sdk/bin/safeupload-assets.mjs`;
  return async (words) => {
    const { stdout, stderr } = spawnSync(process.execPath, [command, ...words], { encoding: 'utf8', timeout: 60_000 });
    return stdout + stderr;
  };
}

/** The commands of `safeupload`, from its refusal of another. Throws where it names none. */
export async function commandNames(): Promise<readonly string[]> {
  const said = await askSafeupload(['no-such-command']);
  const [, names] = /There are: (.*)\./.exec(said) ?? [];
  if (names === undefined) throw new Error(`Expected the names of the commands, got: ${said}`);
  return names.split(', ');
}

/** No command has it: what reads a command line stops at it, before anything is done. */
const unknown = '--no-such-flag';

/**
 * The flags that `--help` lists. All of them are put before what reads command lines, which must stop at the one behind them
 * that no command has: throws where it stops at an earlier one, or at none.
 * @param command One of `safeupload`'s; none for a program without.
 */
export async function knownFlags(ask: Ask, ...command: readonly string[]): Promise<KnownFlags> {
  const help = await ask([...command, '--help']);
  const listed = [...help.matchAll(/^ {2}(--[\w-]+)( [A-Z]\S*)?(?: |$)/gm)];
  const takesValue = new Map(listed.map(([, flag = '', value]) => [flag, value !== undefined]));
  const all = [...takesValue].flatMap(([flag, takes]) => (flag === '--help' ? [] : takes ? [flag, 'x'] : [flag]));
  const said = await ask([...command, ...all, unknown]);
  const [, stopped] = /(?:Unknown option '|There is no option )(--[\w-]+)/.exec(said) ?? [];
  if (stopped !== unknown) throw new Error(`${command.join(' ')} does not take what its --help lists: ${said}`);
  const usage = help.matchAll(new RegExp(`^(?:Usage:| {6}) safeupload ${command.join(' ')} ([a-z][a-z|]*)`, 'gm'));
  return { takesValue, verbs: [...usage].flatMap(([, verbs = '']) => verbs.split('|')) };
}
