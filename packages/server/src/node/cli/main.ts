import { isSafeUploadError, sdkVersion } from '@safeupload/sdk/core';
import { audit } from './audit.js';
import { type Command, type CommandContext, UsageError } from './command.js';
import { curtain } from './curtain.js';
import { evaluateCommand } from './eval.js';
import { exportRecord } from './export-record.js';
import { inspect } from './inspect.js';
import { keys } from './keys.js';
import { legalHold } from './legal-hold.js';
import { printableLines } from './printable.js';
import { rehearse } from './rehearse.js';
import { serve } from './serve.js';
import { takedown } from './takedown.js';

const commands: Readonly<Record<string, Command>> = {
  inspect,
  eval: evaluateCommand,
  takedown,
  curtain,
  audit,
  'legal-hold': legalHold,
  export: exportRecord,
  rehearse,
  serve,
  keys,
};

const help = `safeupload ${sdkVersion}: screens pictures before a community shows them

Usage: safeupload COMMAND …

  inspect FILE|DIR…   measure pictures and say what the server would decide
  eval DIR            say how well the models tell labelled pictures apart
  takedown ID         stop showing an upload, in the running server or in its data directory
  curtain up|down     let pictures of accounts with little history wait, for an hour
  audit verify        compute the audit log anew and say whether it is whole
  legal-hold VERB     place, lift and list orders that nothing may be deleted
  export ID           open what is kept of an upload, for an authority
  rehearse night      play the night of an attack against a server of its own
  serve               run the server by itself, for hosts that are not JavaScript
  keys make FILE      make a server's keys, once

safeupload COMMAND --help says more.
`;

/**
 * Runs the command line and resolves to the exit code: 0 done, 1 something failed, 2 the command line cannot be meant, 130
 * stopped by Ctrl-C. Never rejects and never prints a stack trace.
 */
export async function main(words: readonly string[]): Promise<number> {
  const stopping = new AbortController();
  const stop = () => {
    // Pressed again: whoever presses twice does not want to wait. The measuring processes end with this one.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // `safeupload inspect … | head`: the reader is gone and nobody misses the rest.
  process.stdout.on('error', () => stopping.abort());
  const context: CommandContext = {
    out: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    signal: stopping.signal,
  };
  try {
    return await run(words, context);
  } catch (thrown) {
    if (context.signal.aborted) return 130;
    if (thrown instanceof UsageError) {
      context.say(`safeupload: ${printableLines(thrown.message)}\n`);
      return 2;
    }
    if (isSafeUploadError(thrown)) context.say(`safeupload: ${printableLines(thrown.message)} (${thrown.code})\n`);
    else context.say(`safeupload: ${printableLines(thrown instanceof Error ? thrown.message : String(thrown))}\n`);
    return 1;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function run(words: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.out(help);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    context.out(`${sdkVersion}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`there is no command ${name}. There are: ${Object.keys(commands).join(', ')}.`);
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? undefined : end).some((word) => word === '--help' || word === '-h')) {
    context.out(command.help);
    return 0;
  }
  return command.run(rest, context);
}
